using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Keeps the k largest elements of each sample and sets all others to zero: the activation of a k-sparse autoencoder, whose other units are linear (Makhzani and
/// Frey 2014). Only
/// what is kept has a gradient. Any shape, which stays as it is; all elements of a sample count together.
/// </summary>
/// <param name="k">How many are kept, at least one; all where a sample has no more.</param>
/// <param name="factor">In predictions as many times more are kept, rounded, which gives better features; at least 1. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class KSparse(int k, double factor = 1) : Layer
{
    /// <summary>How many are kept in training.</summary>
    public int K { get; } = k >= 1 ? k : throw new ArgumentOutOfRangeException(nameof(k), k, "At least one element of a sample must be kept.");

    /// <summary>As many times more are kept in predictions.</summary>
    public double Factor { get; } = factor >= 1 && double.IsFinite(factor)
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "In predictions at least as many elements are kept as in training: the factor is 1 or more.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (x.Count == 0)
        {
            return x;
        }
        int all = x.Count / x.Shape[0], kept = (int)Math.Min(all, context.IsTraining ? K : Math.Round(K * Factor));
        return kept == all ? x : x.Largest(kept).Where(x, Tensor.Scalar(0, x.DType));
    }
}
