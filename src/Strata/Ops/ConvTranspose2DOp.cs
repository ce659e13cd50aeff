using Strata.Kernels.Convolution;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Two-dimensional transposed convolution.</summary>
public static class ConvTranspose2DOp
{
    /// <summary>
    /// The gradient of a convolution's input as an op of its own (Zeiler et al. 2010): every element of x stamps its filter, times itself, onto the result,
    /// y[n, o, i·stride + u·dilation - padding, j·stride + v·dilation - padding] += w[c, o, u, v] · x[n, c, i, j].
    /// </summary>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="w">[channels, filters / groups, kernelHeight, kernelWidth].</param>
    /// <param name="stride">Rows and columns of the result from one element of x to the next.</param>
    /// <param name="padding">Rows and columns cut off on each side of the result.</param>
    /// <param name="outputPadding">Rows below and columns right by which the result is longer, less than the stride.</param>
    /// <param name="dilation">Rows and columns from one tap to the next.</param>
    /// <param name="groups">Parts that the channels are cut into.</param>
    /// <returns>[batch, filters, outputHeight, outputWidth], a length being (n - 1)·stride - 2·padding + dilation·(kernel - 1) + 1 + outputPadding.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor ConvTranspose2D(
        this Tensor x, Tensor w, (int Y, int X)? stride = null, (int Y, int X) padding = default, (int Y, int X) outputPadding = default,
        (int Y, int X)? dilation = null, int groups = 1)
    {
        Elements.SameFloatingPoint(x, w);
        if (x.Rank != 4 || w.Rank != 4 || x.Shape[1] != w.Shape[0] || groups < 1 || x.Shape[1] % groups != 0)
        {
            throw new ArgumentException(
                $"ConvTranspose2D takes an input [batch, channels, height, width] and filters [channels, filters / groups, height, width], the channels being a multiple " +
                $"of the groups, but got {x.Shape} and {w.Shape} in {groups} group(s).");
        }
        ((int Y, int X) step, (int Y, int X) apart) = (stride ?? (1, 1), dilation ?? (1, 1));
        if (outputPadding.Y < 0 || outputPadding.X < 0 || outputPadding.Y >= step.Y || outputPadding.X >= step.X)
        {
            throw new ArgumentException(
                $"ConvTranspose2D: an output padding of {outputPadding.Y}×{outputPadding.X} is not from zero to below the stride, {step.Y}×{step.X}.", nameof(outputPadding));
        }
        long height = Length(x.Shape[2], w.Shape[2], step.Y, padding.Y, outputPadding.Y, apart.Y);
        long width = Length(x.Shape[3], w.Shape[3], step.X, padding.X, outputPadding.X, apart.X);
        if (height is < 1 or > int.MaxValue || width is < 1 or > int.MaxValue)
        {
            throw new ArgumentException($"ConvTranspose2D of {x.Shape} by filters {w.Shape} would have {height} rows and {width} columns.");
        }
        Shape result = [x.Shape[0], w.Shape[1] * groups, (int)height, (int)width];
        ConvolutionShape convolution = Conv2DOp.ShapeOf(result, w.Shape, step, padding, apart, groups);
        return Conv2DOp.InputGradient(x, w, result, convolution);
    }

    /// <summary>The length of the result along one axis.</summary>
    internal static long Length(int length, int kernel, int stride, int padding, int outputPadding, int dilation)
        => ((length - 1L) * stride) - (2L * padding) + ((long)dilation * (kernel - 1)) + 1 + outputPadding;
}
