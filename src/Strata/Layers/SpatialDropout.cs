using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// <see cref="Dropout"/> of whole channels, whose neighbouring places tell much the same (Tompson et al. 2015): in training, sets each channel of each sample to zero
/// with probability <paramref name="rate"/> and divides the others by 1 - rate; in predictions, the identity. [batch, channels, ...], which stays as it is.
/// </summary>
/// <param name="rate">The probability of zero, from 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
public sealed class SpatialDropout(double rate) : Layer
{
    /// <summary>The probability of zero.</summary>
    public double Rate { get; } = Layers.Rate.Checked(rate);

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank >= 2 ? input : throw Unsuitable("[channels, height, width] or [channels, length]", input, "For features there is Dropout.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (!context.IsTraining || Rate == 0)
        {
            return x;
        }
        Shape perChannel = Shape.Along(1, x.Shape[1], x.Rank).With(0, x.Shape[0]);
        return x * Tensor.Ones(perChannel, x.DType).Dropout(Rate, context.Random);
    }
}
