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
    /// <param name="bias">[filters], added to the outputs of each filter. Default: none.</param>
    /// <returns>[batch, filters, outputHeight, outputWidth], a length being ⌊(n + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Conv2D(
        this Tensor x, Tensor w, (int Y, int X)? stride = null, (int Y, int X)? padding = null, (int Y, int X)? dilation = null, int groups = 1, Tensor? bias = null)
    {
        ConvolutionShape shape = ShapeOf(x.Shape, w.Shape, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), groups);
        if (bias is not null)
        {
            Elements.SameFloatingPoint(w, bias);
            if (bias.Rank != 1 || bias.Count != shape.OutChannels)
            {
                throw new ArgumentException($"Conv2D with filters {w.Shape} takes a bias [{shape.OutChannels}], but got {bias.Shape}.");
            }
        }
        if (CoversImage(shape))
        {
            // A fully connected layer.
            int taps = shape.FilterCount / shape.OutChannels;
            Tensor inputs = x.Reshape([shape.Batch, taps]), filters = w.Reshape([shape.OutChannels, taps]);
            return (bias is null ? inputs.MatMul(filters, transposeB: true) : inputs.Linear(filters, bias)).Reshape([shape.Batch, shape.OutChannels, 1, 1]);
        }
        Tensor y = Forward(x, w, shape, null, bias, rectifies: false);
        return Tape.Record(y, bias is null ? [x, w] : [x, w, bias], (x, w, bias, shape), static (s, dy) =>
        {
            if (s.bias is not null)
            {
                ChannelBiasOp.AddGradient(s.bias, dy);
            }
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

    /// <summary>
    /// scale · (the convolution of x and w) + shift by channels, where negative numbers may become zero: what several layers make in a prediction, in one go. It has no record.
    /// </summary>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="w">[filters, channels / groups, kernelHeight, kernelWidth].</param>
    /// <param name="stride">Rows and columns from one output to the next.</param>
    /// <param name="padding">Zeros added on each side of rows and columns.</param>
    /// <param name="dilation">Rows and columns from one tap to the next.</param>
    /// <param name="groups">Parts that the channels are cut into.</param>
    /// <param name="scale">[filters], or null for 1.</param>
    /// <param name="shift">[filters], or null for 0, without a scale.</param>
    /// <param name="rectifies">Whether the outputs are max(y, 0).</param>
    internal static Tensor Mapped(
        Tensor x, Tensor w, (int Y, int X) stride, (int Y, int X) padding, (int Y, int X) dilation, int groups, Tensor? scale, Tensor? shift, bool rectifies)
    {
        ConvolutionShape shape = ShapeOf(x.Shape, w.Shape, stride, padding, dilation, groups);
        if (!CoversImage(shape))
        {
            return Forward(x, w, shape, scale, shift, rectifies);
        }
        Tensor y = x.Conv2D(w, bias: scale is null ? shift : null);
        y = scale is null ? y : BatchNormOp.Affine(y, scale, shift!);
        return rectifies ? y.Relu() : y;
    }

    private static Tensor Forward(Tensor x, Tensor w, in ConvolutionShape shape, Tensor? scale, Tensor? shift, bool rectifies)
    {
        Elements.SameFloatingPoint(x, w);
        Tensor y = Tensor.Uninitialized([shape.Batch, shape.OutChannels, shape.OutputHeight, shape.OutputWidth], x.DType);
        if (x.DType == DType.Float32)
        {
            Convolution2D.Forward(x.AsSpan<float>(), w.AsSpan<float>(), y.AsSpan<float>(), shape, Values<float>(scale), Values<float>(shift), rectifies);
        }
        else
        {
            Convolution2D.Forward(x.AsSpan<double>(), w.AsSpan<double>(), y.AsSpan<double>(), shape, Values<double>(scale), Values<double>(shift), rectifies);
        }
        return y;

        static ReadOnlySpan<T> Values<T>(Tensor? x)
            where T : unmanaged
            => x is null ? default : x.AsSpan<T>();
    }

    // A filter as large as the image: the convolution is a matrix product.
    private static bool CoversImage(in ConvolutionShape shape)
        => shape is { OutputHeight: 1, OutputWidth: 1, PaddingX: 0, PaddingY: 0, Groups: 1 } && shape.Height == shape.KernelHeight && shape.Width == shape.KernelWidth;

    private static Tensor Conv2D(Tensor x, Tensor w, in ConvolutionShape shape)
        => x.Conv2D(w, (shape.StrideY, shape.StrideX), (shape.PaddingY, shape.PaddingX), (shape.DilationY, shape.DilationX), shape.Groups);

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
