using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Units of two types on one side, such as pixels and class labels: the first ones of the one type, the others of the other.</summary>
/// <param name="first">What the first units are.</param>
/// <param name="second">What the others are.</param>
/// <param name="split">How many are of the first type.</param>
/// <exception cref="ArgumentException">Both are the same object, or of Gaussian units whose variances are learned.</exception>
/// <exception cref="ArgumentOutOfRangeException">There is no first unit.</exception>
public sealed class JointUnits(UnitType first, UnitType second, int split) : UnitType
{
    /// <summary>What the first units are.</summary>
    public UnitType First { get; } = first is GaussianUnits { Learned: true } || second is GaussianUnits { Learned: true }
        ? throw new ArgumentException("Units on one side with others cannot learn their variances.", nameof(first))
        : first ?? throw new ArgumentNullException(nameof(first));

    /// <summary>What the others are.</summary>
    public UnitType Second { get; } = second is null || second == first ? throw new ArgumentException("Joint units are of two objects.", nameof(second)) : second;

    /// <summary>How many are of the first type.</summary>
    public int Split { get; } = split >= 1 ? split : throw new ArgumentOutOfRangeException(nameof(split), split, "There must be at least one unit of the first type.");

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Children => [First, Second];

    /// <inheritdoc/>
    public override Tensor Mean(Tensor input) => Both(First.Mean(One(input)), Second.Mean(Other(input)));

    /// <inheritdoc/>
    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random)
        => Both(First.Sample(One(input), One(mean), random), Second.Sample(Other(input), Other(mean), random));

    /// <inheritdoc/>
    public override Tensor Signal(Tensor state)
        => First is GaussianUnits || Second is GaussianUnits ? Both(First.Signal(One(state)), Second.Signal(Other(state))) : state;

    /// <inheritdoc/>
    public override Tensor Energy(Tensor state, Tensor bias) => First.Energy(One(state), One(bias)) + Second.Energy(Other(state), Other(bias));

    /// <inheritdoc/>
    public override Tensor LogPartition(Tensor input, Tensor bias) => First.LogPartition(One(input), One(bias)) + Second.LogPartition(Other(input), Other(bias));

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Shape output = base.OnBuild(input, random);
        if (input[0] <= Split)
        {
            throw Unsuitable($"[units], more than {Split}", input);
        }
        First.Build([Split], random.Split(0), DType);
        Second.Build([input[0] - Split], random.Split(1), DType);
        return output;
    }

    /// <inheritdoc/>
    internal override string? Fault(ReadOnlySpan<double> values) => First.Fault(values[..Split]) ?? Second.Fault(values[Split..]);

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<JointUnits>();

    private Tensor One(Tensor x) => x.Slice(-1, 0, Split);

    private Tensor Other(Tensor x) => x.Slice(-1, Split, x.Shape[^1] - Split);

    private static Tensor Both(Tensor one, Tensor other) => ConcatenateOp.Concatenate([one, other], axis: 1);
}
