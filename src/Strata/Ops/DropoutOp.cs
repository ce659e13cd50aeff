using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Dropout (Srivastava et al. 2014).</summary>
public static class DropoutOp
{
    /// <summary>Sets each element to zero with probability <paramref name="rate"/> and divides the others by 1 - rate, so that the mean stays.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">At least 0, less than 1.</param>
    /// <param name="random">Where the mask is drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
    public static Tensor Dropout(this Tensor x, double rate, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate of dropout must be at least 0 and less than 1.");
        }
        return rate == 0 ? x : x * (RandomOps.Bernoulli(x.Shape, 1 - rate, random, x.DType) * (1 / (1 - rate)));
    }
}
