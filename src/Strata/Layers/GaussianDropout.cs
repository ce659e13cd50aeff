using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// In training, multiplies each element by a normally distributed number of mean 1 and variance rate / (1 - rate), as <see cref="Dropout"/>'s factors have; in
/// predictions, the identity (Srivastava et al. 2014, section 10). Any shape, which stays as it is.
/// </summary>
/// <param name="rate">From 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
public sealed class GaussianDropout(double rate) : Layer
{
    /// <summary>The rate of the dropout that it resembles.</summary>
    public double Rate { get; } = Layers.Rate.Checked(rate);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => context.IsTraining && Rate > 0 ? x * RandomOps.Normal(x.Shape, 1, Math.Sqrt(Rate / (1 - Rate)), context.Random, x.DType) : x;
}
