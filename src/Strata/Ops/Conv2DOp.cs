using Strata.Autograd;
using Strata.Kernels.Convolution;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Two-dimensional convolution.</summary>
public static class Conv2DOp
{
    /// <summary>
    /// The cross-correlation that neural networks call convolution:
    /// y[n, o, i, j] = Σ_(c, u, v) w[o, c, u, v] · x[n, c, i·stride + u·dilation - padding, j·stride + v·dilation - padding].
    /// </summary>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="w">[filters, channels / groups, kernelHeight, kernelWidth].</param>
    /// <param name="stride">Rows and columns from one output to the next.</param>
    /// <param name="padding">Zeros added on each side of rows and columns.</param>
    /// <param name="dilation">Rows and columns from one tap to the next.</param>
    /// <param name="groups">Parts that the channels are cut into.</param>
    /// <returns>[batch, filters, outputHeight, outputWidth], a length being ⌊(n + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Conv2D(
        this Tensor x, Tensor w, (int Y, int X)? stride = null, (int Y, int X)? padding = null, (int Y, int X)? dilation = null, int groups = 1)
    {
        Elements.SameFloatingPoint(x, w);
        ConvolutionShape shape = ShapeOf(x.Shape, w.Shape, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), groups);
        if (shape.OutputHeight == 1 && shape.OutputWidth == 1 && shape.PaddingX == 0 && shape.PaddingY == 0 && groups == 1
            && shape.Height == shape.KernelHeight && shape.Width == shape.KernelWidth)
        {
            // The filter covers the image: a fully connected layer.
            int taps = shape.FilterCount / shape.OutChannels;
            return x.Reshape([shape.Batch, taps]).MatMul(w.Reshape([shape.OutChannels, taps]), transposeB: true)
                .Reshape([shape.Batch, shape.OutChannels, 1, 1]);
        }
        Tensor y = Tensor.Uninitialized([shape.Batch, shape.OutChannels, shape.OutputHeight, shape.OutputWidth], x.DType);
        Forward(x, w, y, shape);
        return Tape.Record(y, [x, w], (x, w, shape), static (s, dy) =>
        {
            if (s.x.NeedsGradient)
            {
                s.x.AddFreshGradient(InputGradient(dy, s.w, s.x.Shape, s.shape));
            }
            if (s.w.NeedsGradient)
            {
                s.w.AddFreshGradient(FilterGradient(s.x, dy, s.w.Shape, s.shape));
            }
        });
    }

    private static Tensor Conv2D(Tensor x, Tensor w, in ConvolutionShape shape)
        => x.Conv2D(w, (shape.StrideY, shape.StrideX), (shape.PaddingY, shape.PaddingX), (shape.DilationY, shape.DilationX), shape.Groups);

    private static void Forward(Tensor x, Tensor w, Tensor y, in ConvolutionShape shape)
    {
        if (x.DType == DType.Float32)
        {
            Convolution2D.Forward(x.AsSpan<float>(), w.AsSpan<float>(), y.AsSpan<float>(), shape);
        }
        else
        {
            Convolution2D.Forward(x.AsSpan<double>(), w.AsSpan<double>(), y.AsSpan<double>(), shape);
        }
    }

    /// <summary>The gradient of the input. It is linear in dy and w, and so has gradients itself: the convolution, and the filters' gradient.</summary>
    internal static Tensor InputGradient(Tensor dy, Tensor w, Shape shapeOfInput, ConvolutionShape shape)
    {
        Tensor dx = Tensor.Uninitialized(shapeOfInput, dy.DType);
        if (dy.DType == DType.Float32)
        {
            Convolution2D.InputGradient(dy.AsSpan<float>(), w.AsSpan<float>(), dx.AsSpan<float>(), shape);
        }
        else
        {
            Convolution2D.InputGradient(dy.AsSpan<double>(), w.AsSpan<double>(), dx.AsSpan<double>(), shape);
        }
        return Tape.Record(dx, [dy, w], (dy, w, shape), static (s, ddx) =>
        {
            if (s.dy.NeedsGradient)
            {
                s.dy.AddGradient(Conv2D(ddx, s.w, s.shape));
            }
            if (s.w.NeedsGradient)
            {
                s.w.AddGradient(FilterGradient(ddx, s.dy, s.w.Shape, s.shape));
            }
        });
    }

    /// <summary>Σ of what each place of x and each element of dy there have in common: the gradient of a convolution's filters. It is linear in both, and has gradients itself.</summary>
    internal static Tensor FilterGradient(Tensor x, Tensor dy, Shape shapeOfFilters, ConvolutionShape shape)
    {
        Tensor dw = Tensor.Uninitialized(shapeOfFilters, dy.DType);
        if (dy.DType == DType.Float32)
        {
            Convolution2D.FilterGradient(x.AsSpan<float>(), dy.AsSpan<float>(), dw.AsSpan<float>(), shape);
        }
        else
        {
            Convolution2D.FilterGradient(x.AsSpan<double>(), dy.AsSpan<double>(), dw.AsSpan<double>(), shape);
        }
        return Tape.Record(dw, [x, dy], (x, dy, shape), static (s, ddw) =>
        {
            s.x.AddGradient(InputGradient(s.dy, ddw, s.x.Shape, s.shape));
            s.dy.AddGradient(Conv2D(s.x, ddw, s.shape));
        });
    }

    /// <summary>The same of stride 1, without padding.</summary>
    internal static Tensor FilterGradient(Tensor x, Tensor dy, Shape shapeOfFilters)
        => FilterGradient(x, dy, shapeOfFilters, ShapeOf(x.Shape, shapeOfFilters, (1, 1), (0, 0), (1, 1), 1));

    /// <summary>The kernel's sizes.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    internal static ConvolutionShape ShapeOf(
        Shape x, Shape w, (int Y, int X) stride, (int Y, int X) padding, (int Y, int X) dilation, int groups)
    {
        if (x.Rank != 4 || w.Rank != 4)
        {
            throw new ArgumentException(
                $"Conv2D takes an input [batch, channels, height, width] and filters [filters, channels / groups, height, width], but got {x} and {w}.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(stride.Y, stride.X), 1, nameof(stride));
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(padding.Y, padding.X), nameof(padding));
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(dilation.Y, dilation.X), 1, nameof(dilation));
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (x[1] != w[1] * groups || w[0] % groups != 0 || w.ElementCount == 0)
        {
            throw new ArgumentException(
                $"Conv2D with {groups} group(s): an input {x} has {x[1]} channels, but filters {w} read {w[1] * groups} and must be a multiple of the groups.");
        }
        var shape = new ConvolutionShape(x[0], x[1], x[2], x[3], w[0], w[2], w[3])
        {
            StrideY = stride.Y,
            StrideX = stride.X,
            PaddingY = padding.Y,
            PaddingX = padding.X,
            DilationY = dilation.Y,
            DilationX = dilation.X,
            Groups = groups,
        };
        if (shape.OutputHeight == 0 || shape.OutputWidth == 0)
        {
            throw new ArgumentException(
                $"Conv2D: a filter of {w[2]}×{w[3]} (dilation {dilation.Y}×{dilation.X}) does not fit into an image of {x[2]}×{x[3]} with padding {padding.Y}×{padding.X}.");
        }
        return shape;
    }
}
