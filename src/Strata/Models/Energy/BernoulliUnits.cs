using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Units that are 0 or 1: energy -b x, P(x = 1 | a) = σ(a). Values between count as probabilities.</summary>
public sealed class BernoulliUnits : UnitType
{
    /// <inheritdoc/>
    internal override int ValueCount => 2;

    /// <inheritdoc/>
    public override Tensor Mean(Tensor input) => input.Sigmoid();

    /// <inheritdoc/>
    public override Tensor Sample(Tensor input, Tensor mean, RandomStream random) => RandomOps.Bernoulli(mean, random);

    /// <inheritdoc/>
    public override Tensor Energy(Tensor state, Tensor bias) => Linear(state, bias);

    /// <inheritdoc/>
    public override Tensor LogPartition(Tensor input, Tensor bias) => input.Softplus().Sum([-1]);

    /// <inheritdoc/>
    internal override string? Fault(ReadOnlySpan<double> values) => values.IndexOfAnyExceptInRange(0, 1) is >= 0 and var i
        ? $"the value {values[i]}, but Bernoulli units take 0 to 1. Scale the data (pictures of bytes: divide by 255), or use GaussianUnits for standardized values of "
          + "any size, RectifiedUnits for values from 0 up, BinomialUnits for counts"
        : null;

    [ModuleInitializer]
    internal static void Register() => LayerTypes.Add<BernoulliUnits>();
}
