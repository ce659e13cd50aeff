using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution;

/// <summary>
/// How the pixels of a grid (outputs of a convolution, or inputs for its gradient) read a stack of images: pixel (y, x) with tap
/// (ky, kx) reads row y · step + offset + ky · tap where that lies inside; elsewhere it reads zero.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct PatchGrid<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The images, from the first channel of the group on.</summary>
    public T* Data;

    /// <summary>The end of the memory that may be read.</summary>
    public T* End;

    /// <summary>Elements from one image to the next.</summary>
    public nint ImageStride;

    /// <summary>Rows and columns of an image.</summary>
    public int Height, Width;

    /// <summary>Rows and columns of the grid.</summary>
    public int GridHeight, GridWidth;

    /// <summary>Rows and columns of a filter.</summary>
    public int KernelHeight, KernelWidth;

    /// <summary>The rule for rows.</summary>
    public int StepY, OffsetY, TapY;

    /// <summary>The rule for columns.</summary>
    public int StepX, OffsetX, TapX;

    /// <summary>What a convolution's outputs read of its inputs.</summary>
    public static PatchGrid<T> Forward(T* input, T* end, in ConvolutionShape s) => new()
    {
        Data = input,
        End = end,
        ImageStride = (nint)s.InChannels * s.InputPlane,
        Height = s.Height,
        Width = s.Width,
        GridHeight = s.OutputHeight,
        GridWidth = s.OutputWidth,
        KernelHeight = s.KernelHeight,
        KernelWidth = s.KernelWidth,
        StepY = s.StrideY,
        OffsetY = -s.PaddingY,
        TapY = s.DilationY,
        StepX = s.StrideX,
        OffsetX = -s.PaddingX,
        TapX = s.DilationX,
    };

    /// <summary>What the gradient of its inputs reads of the gradient of its outputs, with stride 1.</summary>
    public static PatchGrid<T> Backward(T* outputGradient, T* end, in ConvolutionShape s) => new()
    {
        Data = outputGradient,
        End = end,
        ImageStride = (nint)s.OutChannels * s.OutputPlane,
        Height = s.OutputHeight,
        Width = s.OutputWidth,
        GridHeight = s.Height,
        GridWidth = s.Width,
        KernelHeight = s.KernelHeight,
        KernelWidth = s.KernelWidth,
        StepY = 1,
        OffsetY = s.PaddingY,
        TapY = -s.DilationY,
        StepX = 1,
        OffsetX = s.PaddingX,
        TapX = -s.DilationX,
    };

    /// <summary>The row of channel <paramref name="channel"/> that grid row <paramref name="y"/> reads with tap row <paramref name="ky"/>; null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* RowOf(int image, int channel, int y, int ky)
    {
        int v = (y * StepY) + OffsetY + (ky * TapY);
        return (uint)v < (uint)Height ? Data + (image * ImageStride) + (((nint)channel * Height) + v) * Width : null;
    }

    /// <summary>
    /// Writes what <paramref name="count"/> pixels from column <paramref name="x"/> on read of a row with tap column <paramref name="kx"/>, one every
    /// <paramref name="stride"/> elements. With stride 1 what follows them, before <paramref name="limit"/>, may be overwritten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Read(T* row, int x, int kx, int count, T* target, int stride, T* limit)
    {
        int v = (x * StepX) + OffsetX + (kx * TapX);
        if (row == null)
        {
            Clear(target, stride, 0, count);
        }
        else if (v >= 0 && v + ((count - 1) * StepX) < Width)
        {
            Copy(row + v, count, target, stride, limit);
        }
        else
        {
            // The first ones that read inside the row, and the first that do no longer.
            int first = v >= 0 ? 0 : Math.Min(count, (StepX - 1 - v) / StepX);
            int end = v < Width ? Math.Clamp(((Width - 1 - v) / StepX) + 1, first, count) : first;
            if (end > first)
            {
                Copy(row + v + (first * StepX), end - first, target + (first * stride), stride, limit);
            }
            Clear(target, stride, 0, first);
            Clear(target, stride, end, count);
        }
    }

    private static void Clear(T* target, int stride, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            target[i * stride] = T.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Copy(T* from, int count, T* target, int stride, T* limit)
    {
        if (stride == 1 && StepX == 1)
        {
            if (count * sizeof(T) <= 64 && (byte*)target + 64 <= limit && (byte*)from + 64 <= End)
            {
                Unsafe.CopyBlockUnaligned(target, from, 64);
            }
            else
            {
                Row.Write(from, target, count, accumulate: false);
            }
            return;
        }
        int i = stride == 1 && StepX == 2 ? CopyEvens(from, count, target, limit) : 0;
        for (; i < count; i++)
        {
            target[i * stride] = from[i * StepX];
        }
    }

    // Every second element.
    private readonly int CopyEvens(T* from, int count, T* target, T* limit)
    {
        int i = Vector512.IsHardwareAccelerated ? CopyEvens<V512<T>>(from, 0, count, target, limit) : 0;
        i = Vector256.IsHardwareAccelerated ? CopyEvens<V256<T>>(from, i, count, target, limit) : i;
        return CopyEvens<V128<T>>(from, i, count, target, limit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int CopyEvens<V>(T* from, int i, int count, T* target, T* limit)
        where V : struct, IVector<V, T>
    {
        for (; i < count && target + i + V.Count <= limit && from + (2 * (i + V.Count)) <= End; i += V.Count)
        {
            V.LoadPairs(from + (2 * i), out V even, out _);
            even.Store(target + i);
        }
        return i;
    }
}
