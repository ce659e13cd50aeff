using Strata.Tensors;

namespace Strata.Ops;

/// <summary>One-dimensional convolution.</summary>
public static class Conv1DOp
{
    /// <summary>
    /// Slides filters along sequences: [batch, channels, length] and [filters, channels / groups, kernel] → [batch, filters, ⌊(length + 2 · padding - span) / stride⌋ + 1],
    /// a filter spanning dilation · (kernel - 1) + 1. Without padding that is n - m + 1 (narrow), with padding m - 1 it is n + m - 1 (wide).
    /// As everywhere in deep learning the filter is not turned round. A bias [filters], if there is one, is added to the outputs of each filter.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Conv1D(this Tensor x, Tensor filters, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(filters);
        if (x.Rank != 3 || filters.Rank != 3)
        {
            throw new ArgumentException($"Conv1D takes an input [batch, channels, length] and filters [filters, channels / groups, kernel], but got {x.Shape} and {filters.Shape}.");
        }
        Tensor y = x.Reshape(x.Shape.Insert(2, 1)).Conv2D(filters.Reshape(filters.Shape.Insert(2, 1)), (1, stride), (0, padding), (1, dilation), groups, bias);
        return y.Reshape(y.Shape.Remove(2));
    }
}
