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
    public static PatchGrid<T> Forward(T* input, in ConvolutionShape s) => new()
    {
        Data = input, ImageStride = (nint)s.InChannels * s.InputPlane, Height = s.Height, Width = s.Width,
        GridHeight = s.OutputHeight, GridWidth = s.OutputWidth, KernelHeight = s.KernelHeight, KernelWidth = s.KernelWidth,
        StepY = s.StrideY, OffsetY = -s.PaddingY, TapY = s.DilationY, DivisorY = 1,
        StepX = s.StrideX, OffsetX = -s.PaddingX, TapX = s.DilationX, DivisorX = 1,
    };

    /// <summary>What the gradient of its inputs reads of the gradient of its outputs.</summary>
    public static PatchGrid<T> Backward(T* outputGradient, in ConvolutionShape s) => new()
    {
        Data = outputGradient, ImageStride = (nint)s.OutChannels * s.OutputPlane, Height = s.OutputHeight, Width = s.OutputWidth,
        GridHeight = s.Height, GridWidth = s.Width, KernelHeight = s.KernelHeight, KernelWidth = s.KernelWidth,
        StepY = 1, OffsetY = s.PaddingY, TapY = -s.DilationY, DivisorY = s.StrideY,
        StepX = 1, OffsetX = s.PaddingX, TapX = -s.DilationX, DivisorX = s.StrideX,
    };

    /// <summary>The row of channel <paramref name="channel"/> that grid row <paramref name="y"/> reads with tap row <paramref name="ky"/>; null outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* Row(int image, int channel, int y, int ky)
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
    /// <paramref name="kx"/>, one every <paramref name="stride"/> elements.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Read(T* row, int x, int kx, int count, T* target, int stride)
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
                if (stride == 1 && StepX == 1 && count * sizeof(T) == 64)
                {
                    Unsafe.CopyBlockUnaligned(target, from, 64);
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

/// <summary>
/// The matrix of patches [channel · kernel, image · pixel] with pixels as lanes: the right matrix of a convolution. It is never stored; its
/// panels are packed straight from the images.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Patches<T>(PatchGrid<T> grid) : IPanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Pack(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        for (; lanes > 0; lane += width, lanes -= width, panel += (nint)depth * width)
        {
            PackPanel(panel, width, lane, Math.Min(lanes, width), k0, depth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackPanel(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        if (lanes < width)
        {
            new Span<T>(panel, depth * width).Clear();
        }
        int plane = grid.GridHeight * grid.GridWidth;
        int taps = grid.KernelHeight * grid.KernelWidth;
        int done = 0;
        while (done < lanes)
        {
            // A run of pixels of one grid row.
            int image = (lane + done) / plane;
            int pixel = (lane + done) - (image * plane);
            int y = pixel / grid.GridWidth;
            int x = pixel - (y * grid.GridWidth);
            int run = Math.Min(grid.GridWidth - x, lanes - done);
            int channel = k0 / taps;
            int ky = (k0 - (channel * taps)) / grid.KernelWidth;
            int kx = k0 - (channel * taps) - (ky * grid.KernelWidth);
            T* target = panel + done;
            T* row = grid.Row(image, channel, y, ky);
            for (int d = 0; d < depth; d++)
            {
                grid.Read(row, x, kx, run, target, 1);
                target += width;
                if (++kx == grid.KernelWidth)
                {
                    kx = 0;
                    if (++ky == grid.KernelHeight)
                    {
                        ky = 0;
                        channel++;
                    }
                    if (d + 1 < depth)
                    {
                        row = grid.Row(image, channel, y, ky);
                    }
                }
            }
            done += run;
        }
    }
}

/// <summary>The same matrix transposed, with taps as lanes and pixels as depth: the right matrix of the filters' gradient.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct TransposedPatches<T>(PatchGrid<T> grid) : IPanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Pack(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        for (; lanes > 0; lane += width, lanes -= width, panel += (nint)depth * width)
        {
            PackPanel(panel, width, lane, Math.Min(lanes, width), k0, depth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackPanel(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        if (lanes < width)
        {
            new Span<T>(panel, depth * width).Clear();
        }
        int plane = grid.GridHeight * grid.GridWidth;
        int taps = grid.KernelHeight * grid.KernelWidth;
        int done = 0;
        while (done < depth)
        {
            int image = (k0 + done) / plane;
            int pixel = (k0 + done) - (image * plane);
            int y = pixel / grid.GridWidth;
            int x = pixel - (y * grid.GridWidth);
            int run = Math.Min(grid.GridWidth - x, depth - done);
            T* target = panel + ((nint)done * width);
            for (int l = 0; l < lanes; l++)
            {
                int q = lane + l;
                int channel = q / taps;
                int ky = (q - (channel * taps)) / grid.KernelWidth;
                int kx = q - (channel * taps) - (ky * grid.KernelWidth);
                grid.Read(grid.Row(image, channel, y, ky), x, kx, run, target + l, width);
            }
            done += run;
        }
    }
}

/// <summary>A stack of images [image, channel, pixel] as the matrix [channel, image · pixel]: the target of a convolution.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Planes<T>(T* data, nint imageStride, int plane) : ITileTarget<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Tile(int i, int j, int columns, out int rowStride)
    {
        rowStride = plane;
        int image = j / plane;
        int pixel = j - (image * plane);
        return pixel + columns <= plane ? data + (image * imageStride) + ((nint)i * plane) + pixel : null;
    }
}
