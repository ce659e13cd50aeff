using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;

namespace Strata.Kernels.Convolution;

/// <summary>
/// How the pixels of a grid (outputs of a convolution, or inputs for its gradient) read a stack of images: pixel (y, x) with tap
/// (ky, kx) reads row v / divisor, v = y · step + offset + ky · tap, where that divides evenly and lies inside; elsewhere it reads zero.
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
    public int StepY, OffsetY, TapY, DivisorY;

    /// <summary>The rule for columns.</summary>
    public int StepX, OffsetX, TapX, DivisorX;

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
        DivisorY = 1,
        StepX = s.StrideX,
        OffsetX = -s.PaddingX,
        TapX = s.DilationX,
        DivisorX = 1,
    };

    /// <summary>What the gradient of its inputs reads of the gradient of its outputs.</summary>
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
        DivisorY = s.StrideY,
        StepX = 1,
        OffsetX = s.PaddingX,
        TapX = -s.DilationX,
        DivisorX = s.StrideX,
    };

    /// <summary>The row of channel <paramref name="channel"/> that grid row <paramref name="y"/> reads with tap row <paramref name="ky"/>; null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* RowOf(int image, int channel, int y, int ky)
    {
        int v = (y * StepY) + OffsetY + (ky * TapY);
        if (DivisorY != 1)
        {
            if (v < 0 || v % DivisorY != 0)
            {
                return null;
            }
            v /= DivisorY;
        }
        return (uint)v < (uint)Height ? Data + (image * ImageStride) + (((nint)channel * Height) + v) * Width : null;
    }

    /// <summary>
    /// Writes what <paramref name="count"/> pixels from column <paramref name="x"/> on read of a row with tap column
    /// <paramref name="kx"/>, one every <paramref name="stride"/> elements; up to 64 bytes further where that is allowed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Read(T* row, int x, int kx, int count, T* target, int stride, bool mayOverrun = false)
    {
        int v = (x * StepX) + OffsetX + (kx * TapX);
        if (row == null)
        {
            for (int i = 0; i < count; i++)
            {
                target[i * stride] = T.Zero;
            }
        }
        else if (DivisorX == 1)
        {
            if (v >= 0 && v + ((count - 1) * StepX) < Width)
            {
                T* from = row + v;
                if (stride == 1 && StepX == 1 && count * sizeof(T) <= 64
                    && (count * sizeof(T) == 64 || (mayOverrun && (byte*)from + 64 <= (byte*)End)))
                {
                    Unsafe.CopyBlockUnaligned(target, from, 64);
                    return;
                }
                if (stride == 1 && StepX == 1)
                {
                    Row.Write(from, target, count, accumulate: false);
                    return;
                }
                for (int i = 0; i < count; i++)
                {
                    target[i * stride] = *from;
                    from += StepX;
                }
                return;
            }
            for (int i = 0; i < count; i++, v += StepX)
            {
                target[i * stride] = (uint)v < (uint)Width ? row[v] : T.Zero;
            }
        }
        else
        {
            for (int i = 0; i < count; i++, v += StepX)
            {
                int column = v / DivisorX;
                target[i * stride] = v >= 0 && column < Width && column * DivisorX == v ? row[column] : T.Zero;
            }
        }
    }
}
