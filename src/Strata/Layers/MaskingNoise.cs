using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// In training, sets each element to zero with probability <paramref name="rate"/> and leaves the others as they are, the corruption of a denoising autoencoder
/// (Vincent et al.
/// 2008); in predictions, the identity. <see cref="Dropout"/> does the same but keeps the mean. Any shape, which stays as it is.
/// </summary>
/// <param name="rate">The probability of zero, from 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
public sealed class MaskingNoise(double rate) : Layer
{
    /// <summary>The probability of zero.</summary>
    public double Rate { get; } = Layers.Rate.Checked(rate);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => context.IsTraining && Rate > 0 ? x * RandomOps.Bernoulli(x.Shape, 1 - Rate, context.Random, x.DType) : x;
}
