using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997; the forget gate by Gers, Schmidhuber and Cummins 2000), of gates i, f, o and a cell c:
/// <code>
/// i = σ(Wᵢ x + Uᵢ h(t-1) + vᵢ ⊙ c(t-1) + bᵢ)        f likewise
/// c(t) = f ⊙ c(t-1) + i ⊙ tanh(W x + U h(t-1) + b)
/// o = σ(Wₒ x + Uₒ h(t-1) + vₒ ⊙ c + bₒ)             c(t-1) or c(t)
/// h(t) = o ⊙ tanh c(t)
/// </code>
/// [batch, steps, inputs] → [batch, units] or, as a sequence, [batch, steps, units]. The rows of W, U and b are those of i, f, c, o in this order.
/// </summary>
/// <param name="units">The length of the state; at least one.</param>
/// <param name="returnSequence">Whether the output is the state after every step. Default: false, the last state.</param>
/// <param name="padding">Steps whose inputs are all this are left out; see <see cref="Recurrent"/>. Default: none are.</param>
/// <param name="peephole">Whether there are weights v, and what the output gate sees. Default: none.</param>
/// <param name="weightInitializer">For W [4 · units, inputs]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="recurrentInitializer">For U [4 · units, units]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">For b [4 · units]. Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one unit.</exception>
public sealed class Lstm(
    int units, bool returnSequence = false, double? padding = null, Peephole peephole = Peephole.None,
    Initializer? weightInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null)
    : Recurrent(units, 4, 2, returnSequence, padding, weightInitializer, recurrentInitializer, biasInitializer)
{
    private StepByStep? _stepByStep;

    /// <summary>Whether there are weights v, and what the output gate sees.</summary>
    public Peephole Peephole { get; } = peephole;

    /// <summary>v [3, units], of i, f and o; null until built, or without peepholes.</summary>
    public Parameter? PeepholeWeight { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape output = base.OnBuild(input, random);
        PeepholeWeight = Peephole == Peephole.None ? null : AddParameter("peephole", [3, Units], new GlorotUniform(), Units, Units);
        return output;
    }

    private protected override Tensor Read(Tensor byStep, Tensor[]? first, Tensor? real, bool carries, out Tensor[]? last)
    {
        Tensor h = LstmOp.Lstm(
            byStep, Weight!, RecurrentWeight!, Bias!, PeepholeWeight?.Value, Peephole == Peephole.Current, first, real, Backwards,
            _stepByStep ??= StepByStep, carries ? new() : null, out Tensor lastC);
        last = carries ? [LastOf(h), lastC] : null;
        return h;
    }

    /// <inheritdoc/>
    protected override Func<Tensor, Tensor[], Tensor[]> Cell()
    {
        Tensor[]? v = PeepholeWeight?.Value.Split(0, 1, 1, 1);
        return (input, states) =>
        {
            (Tensor h, Tensor c) = (states[0], states[1]);
            Tensor[] a = (input + h.MatMul(RecurrentWeight!, transposeB: true)).Split(1, Units, Units, Units, Units);
            Tensor i = Gate(a[0], 0, c), f = Gate(a[1], 1, c);
            Tensor next = (f * c) + (i * a[2].Tanh());
            Tensor o = Gate(a[3], 2, Peephole == Peephole.Current ? next : c);
            return [o * next.Tanh(), next];
        };

        Tensor Gate(Tensor a, int gate, Tensor cell) => (v is null ? a : a + (v[gate] * cell)).Sigmoid();
    }
}
