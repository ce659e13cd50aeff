using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The gated recurrent unit (Cho et al. 2014), of a reset gate r and an update gate z:
/// <code>
/// r = σ(Wᵣ x + Uᵣ h(t-1) + bᵣ)                      z likewise
/// h̃ = tanh(W x + U (r ⊙ h(t-1)) + b)                reset before the product, or
/// h̃ = tanh(W x + b + r ⊙ (U h(t-1) + b'))           after it
/// h(t) = z ⊙ h(t-1) + (1 - z) ⊙ h̃
/// </code>
/// [batch, steps, inputs] → [batch, units] or, as a sequence, [batch, steps, units]. The rows of W, U and b are those of r, z, h̃ in this order.
/// </summary>
/// <param name="units">The length of the state; at least one.</param>
/// <param name="returnSequence">Whether the output is the state after every step. Default: false, the last state.</param>
/// <param name="padding">Steps whose inputs are all this are left out; see <see cref="Recurrent"/>. Default: none are.</param>
/// <param name="resetAfter">Whether r resets after the product, as PyTorch has it. Default: false, as published.</param>
/// <param name="weightInitializer">For W [3 · units, inputs]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="recurrentInitializer">For U [3 · units, units]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">For b [3 · units]. Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one unit.</exception>
public sealed class Gru(
    int units, bool returnSequence = false, double? padding = null, bool resetAfter = false,
    Initializer? weightInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null)
    : Recurrent(units, 3, 1, returnSequence, padding, weightInitializer, recurrentInitializer, biasInitializer)
{
    private StepByStep? _stepByStep;

    /// <summary>Whether r resets after the product.</summary>
    public bool ResetAfter { get; } = resetAfter;

    /// <summary>b' [units], zeros at first; null until built, or unless r resets after the product.</summary>
    public Parameter? RecurrentBias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape output = base.OnBuild(input, random);
        RecurrentBias = ResetAfter ? AddParameter("recurrent_bias", [Units], new Zeros()) : null;
        return output;
    }

    private protected override Tensor Read(Tensor byStep, Tensor[]? first, Tensor? real, bool carries, out Tensor[]? last)
    {
        Tensor h = GruOp.Gru(byStep, Weight!, RecurrentWeight!, Bias!, RecurrentBias?.Value, first, real, Backwards, _stepByStep ??= StepByStep);
        last = carries ? [LastOf(h)] : null;
        return h;
    }

    /// <inheritdoc/>
    protected override Func<Tensor, Tensor[], Tensor[]> Cell()
    {
        Tensor[] u = RecurrentWeight!.Value.Split(0, 2 * Units, Units);
        return (input, states) =>
        {
            Tensor h = states[0];
            Tensor[] a = input.Split(1, 2 * Units, Units);
            Tensor[] gates = (a[0] + h.MatMul(u[0], transposeB: true)).Sigmoid().Split(1, Units, Units);
            (Tensor r, Tensor z) = (gates[0], gates[1]);
            Tensor past = RecurrentBias is null
                ? (r * h).MatMul(u[1], transposeB: true)
                : r * (h.MatMul(u[1], transposeB: true) + RecurrentBias.Value);
            return [(z * h) + ((1 - z) * (a[1] + past).Tanh())];
        };
    }
}
