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
        int firstY = j / s.OutputWidth, firstX = j - (firstY * s.OutputWidth);
        for (int r = 0; r < rows; r++, tile += tileStride)
        {
            T* plane = image + ((nint)channel * s.Height * s.Width);
            int y = (firstY * s.StrideY) - s.PaddingY + (ky * s.DilationY), ox = firstX;
            for (int done = 0; done < columns; y += s.StrideY)
            {
                // A run of output pixels of one row.
                int run = Math.Min(s.OutputWidth - ox, columns - done);
                if ((uint)y < (uint)s.Height)
                {
                    Add(tile + done, plane + ((nint)y * s.Width), (ox * s.StrideX) - s.PaddingX + (kx * s.DilationX), run);
                }
                done += run;
                ox = 0;
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
    private void Add(T* source, T* row, int x, int count)
    {
        if (s.StrideX == 1)
        {
            int first = Math.Max(0, -x), end = Math.Min(count, s.Width - x);
            if (first < end)
            {
                Row.Write(source + first, row + x + first, end - first, accumulate: true);
            }
            return;
        }
        for (int i = 0; i < count; i++, x += s.StrideX)
        {
            if ((uint)x < (uint)s.Width)
            {
                row[x] += source[i];
            }
        }
    }
}
