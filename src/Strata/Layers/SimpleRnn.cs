using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The simple recurrent network (Elman 1990): h(t) = f(W x(t) + U h(t-1) + b). [batch, steps, inputs] → [batch, units] or, as a sequence,
/// [batch, steps, units].
/// </summary>
/// <param name="units">The length of the state; at least one.</param>
/// <param name="returnSequence">Whether the output is the state after every step. Default: false, the last state.</param>
/// <param name="padding">Steps whose inputs are all this are left out; see <see cref="Recurrent"/>. Default: none are.</param>
/// <param name="activation">f. Default: tanh.</param>
/// <param name="weightInitializer">For W [units, inputs]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="recurrentInitializer">For U [units, units]. Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">For b [units]. Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one unit.</exception>
public sealed class SimpleRnn(
    int units, bool returnSequence = false, double? padding = null, Layer? activation = null,
    Initializer? weightInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null)
    : Recurrent(units, 1, 1, returnSequence, padding, weightInitializer, recurrentInitializer, biasInitializer)
{
    private StepByStep? _stepByStep;

    /// <summary>f.</summary>
    public Layer Activation { get; } = activation ?? new Tanh();

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => [Activation];

    internal override string NameOf(int child) => Activation.Name ?? "activation";

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape output = base.OnBuild(input, random);
        return Activation.Build([Units], random.Split(0), DType) == [Units] ? output : throw new ShapeException(
            $"{this} needs an activation that leaves a state of {Units} as it is, but {Activation} makes it {Activation.OutputShape}.");
    }

    private protected override Tensor Read(Tensor byStep, Tensor[]? first, Tensor? real, bool carries, out Tensor[]? last)
    {
        if (Activation is not (Tanh or Relu))
        {
            return base.Read(byStep, first, real, carries, out last);
        }
        Tensor h = SimpleRnnOp.SimpleRnn(byStep, Weight!, RecurrentWeight!, Bias!, first, real, Activation is Relu, Backwards, _stepByStep ??= StepByStep);
        last = carries ? [LastOf(h)] : null;
        return h;
    }

    /// <inheritdoc/>
    protected override Func<Tensor, Tensor[], Tensor[]> Cell()
        => (input, states) => [Activation.Forward(input + states[0].MatMul(RecurrentWeight!, transposeB: true))];
}
