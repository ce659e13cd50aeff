using Strata.Tensors;

namespace Strata.Ops;

/// <summary>One-dimensional transposed convolution.</summary>
public static class ConvTranspose1DOp
{
    /// <summary>
    /// <see cref="ConvTranspose2DOp.ConvTranspose2D"/> along sequences: [batch, channels, length] and [channels, filters / groups, kernel] →
    /// [batch, filters, (length - 1)·stride - 2·padding + dilation·(kernel - 1) + 1 + outputPadding].
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor ConvTranspose1D(this Tensor x, Tensor w, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(w);
        if (x.Rank != 3 || w.Rank != 3)
        {
            throw new ArgumentException($"ConvTranspose1D takes an input [batch, channels, length] and filters [channels, filters / groups, kernel], but got {x.Shape} and {w.Shape}.");
        }
        Tensor y = x.Reshape(x.Shape.Insert(2, 1))
            .ConvTranspose2D(w.Reshape(w.Shape.Insert(2, 1)), (1, stride), (0, padding), (0, outputPadding), (1, dilation), groups);
        return y.Reshape(y.Shape.Remove(2));
    }
}
