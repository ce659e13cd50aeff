using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Groups of units of which exactly one is 1 and the others 0, such as class labels: energy -b x, P(xᵢ = 1 | a) = softmax(a) over the group. A layer of them is one group
/// after the other.
/// </summary>
/// <param name="states">The units of a group, at least two.</param>
/// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
public sealed class SoftmaxUnits(int states) : UnitType
{
    /// <summary>The units of a group.</summary>
    public int States { get; } = states >= 2 ? states : throw new ArgumentOutOfRangeException(nameof(states), states, "A group of softmax units needs at least two of them.");

    /// <inheritdoc/>
    internal override int ValueCount => States;

    /// <inheritdoc/>
    internal override int PlacesOf(int units) => units / States;

    /// <inheritdoc/>
    internal override void Write(int value, Span<double> units)
    {
        units.Clear();
        units[value] = 1;
    }

    /// <inheritdoc/>
    public override Tensor Mean(Tensor input) => Groups(input).Softmax().Reshape(input.Shape);

    /// <inheritdoc/>
    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random)
    {
        // The largest of a + Gumbel noise is a draw from the softmax of a (Gumbel 1954). 1 - u is never zero.
        Tensor groups = Groups(input), u = RandomOps.Uniform(groups.Shape, 0, 1, random, DType.Float64);
        Tensor noise = -(-(1 - u).Log()).Clamp(double.Epsilon, double.MaxValue).Log();
        return (groups.To(DType.Float64) + noise).Reshape([groups.Count / States, States]).ArgMax().OneHot(States, input.DType).Reshape(input.Shape);
    }

    /// <inheritdoc/>
    public override Tensor Energy(Tensor state, Tensor bias) => Linear(state, bias);

    /// <inheritdoc/>
    public override Tensor LogPartition(Tensor input, Tensor bias) => Groups(input).LogSumExp().Sum([-1]);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random) => base.OnBuild(input, random)[0] % States == 0
        ? input
        : throw Unsuitable($"[units], a multiple of {States}", input);

    /// <inheritdoc/>
    internal override string? Fault(ReadOnlySpan<double> values)
    {
        for (int group = 0; group < values.Length; group += States)
        {
            double sum = 0;
            foreach (double value in values.Slice(group, States))
            {
                sum += value >= 0 ? value : double.NaN;
            }
            if (!(Math.Abs(sum - 1) <= 1e-3))
            {
                return $"a group of {States} softmax units, {group} to {group + States - 1}, whose values are no probabilities that add up to 1. Encode classes as one-hot rows";
            }
        }
        return null;
    }

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<SoftmaxUnits>();

    private Tensor Groups(Tensor x) => x.Reshape([x.Shape[0], x.Shape[1] / States, States]);
}
