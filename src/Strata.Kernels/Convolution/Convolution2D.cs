using System.Numerics;
using Strata.Kernels.Convolution.Winograd;
using Strata.Kernels.Gemm;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Convolution;

/// <summary>
/// Two-dimensional convolution (the cross-correlation that neural networks call so) and its two gradients. In single precision, filters of three by three with stride one go
/// by <see cref="WinogradMethod"/>; few filters of stride one by <see cref="DirectConvolution"/>; everything else is one matrix product whose patches are packed
/// straight from the images:
/// <code>
/// y[n, o, p]  = Σ_q w[o, q] · patch(x)[q, (n, p)]
/// dx[n, c, i] = Σ_(o, k) w[o, c, k] · patch(dy)[(o, k), (n, i)]
/// dw[o, q]    = Σ_(n, p) dy[n, o, p] · patch(x)[q, (n, p)]
/// </code>
/// </summary>
public static unsafe class Convolution2D
{
    // The sum over all pixels of a batch is cut into at most this many partial sums, whatever the number of threads; a power of two goes into the usual numbers of them.
    private const int MaxPartials = 16;
    private const int PixelsPerPartial = 1024;
    private const int MaxPartialElements = 64 * 1024;

    // Below so many input channels, and with strides, adding up the patches' gradients beats gathering the outputs'.
    private const int ChannelsToGather = 48;

    /// <summary>Overwrites y with scale · (the convolution of x and w) + shift, where negative numbers may become zero.</summary>
    /// <param name="scale">One factor for each output channel. Default: 1.</param>
    /// <param name="shift">One term for each output channel, such as a bias. Default: 0.</param>
    /// <param name="rectifies">Whether the outputs are max(y, 0). Default: false.</param>
    /// <exception cref="ArgumentException">A span is shorter than its part, or there are not as many scales and shifts as output channels, or scales without shifts.</exception>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, Span<T> y, in ConvolutionShape shape, ReadOnlySpan<T> scale = default, ReadOnlySpan<T> shift = default, bool rectifies = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x, w, y, shape);
        if ((scale.Length != 0 || shift.Length != 0) && (shift.Length != shape.OutChannels || (scale.Length != 0 && scale.Length != shape.OutChannels)))
        {
            throw new ArgumentException(
                $"A convolution of {shape} takes {shape.OutChannels} shifts, and as many scales or none; the spans hold {shift.Length} and {scale.Length}.");
        }
        fixed (T* px = x, pw = w, py = y, ps = scale, pt = shift)
        {
            ConvolutionShape s = shape.Flattened;
            var map = new ChannelMap<T>(ps, pt, rectifies);
            if (typeof(T) == typeof(float) && WinogradMethod.Pays(s))
            {
                WinogradMethod.Forward((float*)px, (float*)pw, (float*)py, s, new((float*)ps, (float*)pt, rectifies));
                return;
            }
            if (DirectConvolution.SuitsForward(s))
            {
                DirectConvolution.Forward(px, pw, py, s, map);
                return;
            }
            int m = s.GroupOutChannels, k = s.GroupInChannels * s.Taps, n = s.Batch * s.OutputPlane;
            for (int g = 0; g < s.Groups; g++)
            {
                var filters = new Matrix<T>(pw + ((nint)g * m * k), k, 1);
                var patches = new Patches<T>(PatchGrid<T>.Forward(px + ((nint)g * s.GroupInChannels * s.InputPlane), px + s.InputCount, s));
                var target = new Planes<T>(py + ((nint)g * m * s.OutputPlane), (nint)s.OutChannels * s.OutputPlane, s.OutputPlane, map.From(g * m));
                PanelProduct.Run<T, Patches<T>, Planes<T>>(filters, patches, target, m, n, k, accumulate: false);
            }
        }
    }

    /// <summary>Overwrites dx with the gradient of the input, given the gradient dy of the output.</summary>
    /// <exception cref="ArgumentException">A span is shorter than its part.</exception>
    public static void InputGradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> w, Span<T> dx, in ConvolutionShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(dx, w, dy, shape);
        fixed (T* pdx = dx, pw = w, pdy = dy)
        {
            ConvolutionShape s = shape.Flattened;
            if (typeof(T) == typeof(float) && WinogradMethod.Pays(s))
            {
                WinogradMethod.InputGradient((float*)pdy, (float*)pw, (float*)pdx, s);
                return;
            }
            if (DirectConvolution.SuitsInputGradient(s))
            {
                DirectConvolution.InputGradient(pdy, pw, pdx, s);
                return;
            }
            if (s.GroupInChannels < ChannelsToGather || s.StrideX > 1 || s.StrideY > 1)
            {
                Workers.For(s.Batch, new InputGradients<T>(pdx, pw, pdy, s));
                return;
            }
            int m = s.GroupInChannels, k = s.GroupOutChannels * s.Taps, n = s.Batch * s.InputPlane;
            for (int g = 0; g < s.Groups; g++)
            {
                // Row c of the left matrix: the taps of channel c of each of the group's filters, one filter after the other.
                var filters = new Matrix<T>(pw + ((nint)g * s.GroupOutChannels * m * s.Taps), s.Taps, s.Taps, 1, (nint)m * s.Taps);
                var patches = new Patches<T>(PatchGrid<T>.Backward(pdy + ((nint)g * s.GroupOutChannels * s.OutputPlane), pdy + s.OutputCount, s));
                var target = new Planes<T>(pdx + ((nint)g * m * s.InputPlane), (nint)s.InChannels * s.InputPlane, s.InputPlane, map: default);
                PanelProduct.Run<T, Patches<T>, Planes<T>>(filters, patches, target, m, n, k, accumulate: false);
            }
        }
    }

    /// <summary>Overwrites dw with the gradient of the filters, given the gradient dy of the output.</summary>
    /// <exception cref="ArgumentException">A span is shorter than its part.</exception>
    public static void FilterGradient<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw, in ConvolutionShape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x, dw, dy, shape);
        fixed (T* px = x, pdw = dw, pdy = dy)
        {
            ConvolutionShape s = shape.Flattened;
            if (typeof(T) == typeof(float) && WinogradMethod.Pays(s))
            {
                WinogradMethod.FilterGradient((float*)px, (float*)pdy, (float*)pdw, s);
                return;
            }
            int count = s.FilterCount;
            int partials = count > MaxPartialElements
                ? 1
                : (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((ulong)((long)s.Batch * s.OutputPlane / PixelsPerPartial)), 1, (ulong)Math.Clamp(s.Batch, 1, MaxPartials));
            T* sums = partials == 1 ? pdw : Scratch.Rent<T>(ScratchSlot.Partials, (long)partials * count);
            Workers.For(partials, new FilterGradients<T>(px, pdy, sums, s, partials));
            if (partials > 1)
            {
                PartialSums.Add(sums, partials, pdw, count);
            }
        }
    }

    private static void Check<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> y, in ConvolutionShape s)
    {
        if (s.PaddingX < 0 || s.PaddingY < 0)
        {
            throw new ArgumentException($"A convolution's padding is at least zero; {s} has {s.PaddingY} and {s.PaddingX}.");
        }
        if (x.Length < s.InputCount || w.Length < s.FilterCount || y.Length < s.OutputCount)
        {
            throw new ArgumentException(
                $"A convolution of {s} needs {s.InputCount} input, {s.FilterCount} filter and {s.OutputCount} output elements; the spans hold {x.Length}, {w.Length} and {y.Length}.");
        }
    }

    /// <summary>The gradient of one image at a time: patches' gradients wᵀ · dy, added up where the patches overlap.</summary>
    private readonly struct InputGradients<T>(T* dx, T* w, T* dy, ConvolutionShape s) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int slice)
        {
            int m = s.GroupInChannels * s.Taps, k = s.GroupOutChannels, n = s.OutputPlane;
            T* image = dx + ((nint)slice * s.InChannels * s.InputPlane);
            T* gradient = dy + ((nint)slice * s.OutChannels * n);
            for (int g = 0; g < s.Groups; g++)
            {
                var filters = new Matrix<T>(w + ((nint)g * k * m), 1, m);
                var outputs = new Matrix<T>(gradient + ((nint)g * k * n), 1, n);
                var sums = new PatchSum<T>(image + ((nint)g * s.GroupInChannels * s.InputPlane), s);
                PanelProduct.Run<T, Matrix<T>, PatchSum<T>>(filters, outputs, sums, m, n, k, accumulate: true);
                sums.Finish();
            }
        }
    }

    private readonly struct FilterGradients<T>(T* x, T* dy, T* dw, ConvolutionShape s, int partials) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int slice)
        {
            int first = (int)((long)s.Batch * slice / partials);
            int images = (int)((long)s.Batch * (slice + 1) / partials) - first;
            int m = s.GroupOutChannels, n = s.GroupInChannels * s.Taps, k = images * s.OutputPlane;
            if (images > 0 && DirectConvolution.SuitsFilterGradient(s))
            {
                DirectConvolution.FilterGradient(x, dy, dw + ((nint)slice * s.FilterCount), s, first, images);
                return;
            }
            nint outputImage = (nint)s.OutChannels * s.OutputPlane, inputImage = (nint)s.InChannels * s.InputPlane;
            for (int g = 0; g < s.Groups; g++)
            {
                T* gradient = dy + (first * outputImage) + ((nint)g * m * s.OutputPlane);
                T* input = x + (first * inputImage) + ((nint)g * s.GroupInChannels * s.InputPlane);
                T* target = dw + ((nint)slice * s.FilterCount) + ((nint)g * m * n);
                if (k == 0)
                {
                    new Span<T>(target, m * n).Clear();
                    continue;
                }
                var left = new Matrix<T>(gradient, s.OutputPlane, s.OutputPlane, 1, outputImage);
                var rows = new RowMajor<T>(target, n);
                if (s.IsPointwise)
                {
                    var pixels = new Matrix<T>(input, s.InputPlane, s.InputPlane, 1, inputImage);
                    PanelProduct.Run<T, Matrix<T>, RowMajor<T>>(left, pixels, rows, m, n, k, accumulate: false);
                    continue;
                }
                var right = new TransposedPatches<T>(PatchGrid<T>.Forward(input, x + s.InputCount, s));
                PanelProduct.Run<T, TransposedPatches<T>, RowMajor<T>>(left, right, rows, m, n, k, accumulate: false);
            }
        }
    }
}
