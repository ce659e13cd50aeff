using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>Takes products M back to outputs Y = Aᵀ M A and writes these where they belong in a stack of images.</summary>
/// <typeparam name="V">The registers.</typeparam>
internal readonly unsafe struct OutputTiles<V>(float* data, int channels, int height, int width, bool accumulate)
    where V : struct, IVector<V, float>
{
    private readonly int _down = (height + 3) / 4, _across = (width + 3) / 4;

    /// <summary>Where a tile's first output is, from the first channel on.</summary>
    public nint Place(int tile, out int rows, out int columns)
    {
        int strip = tile / _across;
        int image = strip / _down;
        int y = (strip - (image * _down)) * 4, x = (tile - (strip * _across)) * 4;
        rows = Math.Min(4, height - y);
        columns = Math.Min(4, width - x);
        return ((nint)image * channels * height * width) + ((nint)y * width) + x;
    }

    /// <summary>Writes the outputs of <paramref name="count"/> tiles in some channels.</summary>
    /// <param name="products">The products of the first tile in the first channel.</param>
    /// <param name="planeStride">Elements from one of the 36 products to the next.</param>
    /// <param name="rowStride">Elements from one channel to the next; those of a channel's tiles lie side by side.</param>
    /// <param name="tile">The first tile.</param>
    /// <param name="count">How many, at most a register of them.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="channelCount">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(float* products, nint planeStride, nint rowStride, int tile, int count, int channel, int channelCount)
    {
        nint* places = stackalloc nint[V.Count];
        nint* buffered = stackalloc nint[V.Count];
        bool direct = !accumulate && count == V.Count;
        for (int lane = 0; lane < V.Count; lane++)
        {
            places[lane] = Place(tile + Math.Min(lane, count - 1), out int rows, out int columns);
            buffered[lane] = 16 * lane;
            direct &= rows == 4 && columns == 4;
        }
        float* buffer = stackalloc float[16 * V.Count];
        float* half = stackalloc float[24 * V.Count];
        float* target = data + ((nint)channel * height * width);
        for (int c = 0; c < channelCount; c++, products += rowStride, target += (nint)height * width)
        {
            float* m = products;
            for (int column = 0; column < 6; column++, m += planeStride)
            {
                Transforms.Output(
                    V.Load(m), V.Load(m + (6 * planeStride)), V.Load(m + (12 * planeStride)), V.Load(m + (18 * planeStride)),
                    V.Load(m + (24 * planeStride)), V.Load(m + (30 * planeStride)), out V y0, out V y1, out V y2, out V y3);
                float* to = half + (column * V.Count);
                y0.Store(to);
                y1.Store(to + (6 * V.Count));
                y2.Store(to + (12 * V.Count));
                y3.Store(to + (18 * V.Count));
            }
            for (int row = 0; row < 4; row++)
            {
                float* from = half + (row * 6 * V.Count);
                Transforms.Output(
                    V.Load(from), V.Load(from + V.Count), V.Load(from + (2 * V.Count)), V.Load(from + (3 * V.Count)),
                    V.Load(from + (4 * V.Count)), V.Load(from + (5 * V.Count)), out V y0, out V y1, out V y2, out V y3);
                if (direct)
                {
                    V.StoreColumns(y0, y1, y2, y3, target + ((nint)row * width), places);
                }
                else
                {
                    V.StoreColumns(y0, y1, y2, y3, buffer + (row * 4), buffered);
                }
            }
            if (!direct)
            {
                WriteTiles(buffer, target, tile, count);
            }
        }
    }

    private void WriteTiles(float* buffer, float* target, int tile, int count)
    {
        for (int lane = 0; lane < count; lane++, buffer += 16)
        {
            float* to = target + Place(tile + lane, out int rows, out int columns);
            for (int row = 0; row < rows; row++, to += width)
            {
                Row.Write(buffer + (row * 4), to, columns, accumulate);
            }
        }
    }
}
