using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;

namespace Strata.Kernels.Convolution;

/// <summary>
/// The target of a product whose element (q, p) belongs to tap q of the patch of output pixel p: it is added to the input element that the patch reads
/// there. That turns the gradients of one image's patches into the gradient of the image, without storing them.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct PatchSum<T>(T* image, ConvolutionShape s) : ITileTarget<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _outputWidth = s.OutputWidth; // takes a division

    public static bool TilesOverlap => true;

    public T* Tile(int i, int j, int columns, out int rowStride)
    {
        rowStride = 0;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(T* tile, int tileStride, int i, int j, int rows, int columns, bool accumulate)
    {
        int channel = i / s.Taps, tap = i - (channel * s.Taps), ky = tap / s.KernelWidth, kx = tap - (ky * s.KernelWidth);
        int firstY = j / _outputWidth, firstX = j - (firstY * _outputWidth);
        for (int r = 0; r < rows; r++, tile += tileStride)
        {
            // Output pixels first to end of a row lie inside the image.
            int shift = (kx * s.DilationX) - s.PaddingX, y = (firstY * s.StrideY) - s.PaddingY + (ky * s.DilationY);
            int first = shift >= 0 ? 0 : (s.StrideX - 1 - shift) / s.StrideX, end = shift >= s.Width ? 0 : Math.Min(_outputWidth, ((s.Width - 1 - shift) / s.StrideX) + 1);
            T* row = image + ((((nint)channel * s.Height) + y) * s.Width) + shift;
            for (int x = firstX, done = 0; done < columns; y += s.StrideY, row += s.StrideY * s.Width, done += _outputWidth - x, x = 0)
            {
                if ((uint)y < (uint)s.Height)
                {
                    int from = Math.Max(x, first), to = Math.Min(end, x + columns - done);
                    Add(tile + done + from - x, row + (from * s.StrideX), to - from);
                }
            }
            if (++kx == s.KernelWidth)
            {
                kx = 0;
                if (++ky == s.KernelHeight)
                {
                    ky = 0;
                    channel++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(T* source, T* target, int count)
    {
        if (s.StrideX == 1)
        {
            Row.Write(source, target, count, accumulate: true);
            return;
        }
        for (int i = 0; i < count; i++, target += s.StrideX)
        {
            *target += source[i];
        }
    }
}
