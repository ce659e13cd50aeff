using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Dropout for networks of <see cref="Selu"/> units (Klambauer et al. 2017): in training, sets each element with probability <paramref name="rate"/> to the value α'
/// that SELU has far below zero, then scales and shifts all, so that elements of mean 0 and variance 1 keep both; in predictions, the identity. Any shape,
/// which stays as it is.
/// </summary>
/// <param name="rate">The probability, from 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
public sealed class AlphaDropout(double rate) : Layer
{
    private const double Saturation = -1.7580993408473766; // α' = -λα

    /// <summary>The probability of α'.</summary>
    public double Rate { get; } = Layers.Rate.Checked(rate);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (!context.IsTraining || Rate == 0)
        {
            return x;
        }
        // a = (q + α'² q (1 - q))^-½ and b = -a (1 - q) α', where q elements of one are kept.
        double kept = 1 - Rate, scale = 1 / Math.Sqrt(kept + (Saturation * Saturation * kept * Rate)), shift = -scale * Rate * Saturation;
        Tensor mask = RandomOps.Bernoulli(x.Shape, kept, context.Random, x.DType);
        return (x * mask * scale) + ((1 - mask) * (scale * Saturation)) + shift;
    }
}
