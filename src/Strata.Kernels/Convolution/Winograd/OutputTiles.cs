using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>Takes products M back to outputs Y = Aᵀ M A, maps these and writes them where they belong in a stack of images.</summary>
/// <typeparam name="V">The registers.</typeparam>
internal readonly unsafe struct OutputTiles<V>(float* data, int channels, int height, int width, ChannelMap<float> map)
    where V : struct, IVector<V, float>
{
    private readonly int _down = (height + 3) / 4, _across = (width + 3) / 4;

    /// <summary>Writes the outputs of <paramref name="count"/> tiles in some channels.</summary>
    /// <param name="products">The products of the first tile in the first channel.</param>
    /// <param name="planeStride">Elements from one of the 36 products to the next.</param>
    /// <param name="rowStride">Elements from one channel to the next; those of a channel's tiles lie side by side.</param>
    /// <param name="tile">The first tile.</param>
    /// <param name="count">How many, at most a register of them.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="channelCount">How many.</param>
    [MethodImpl(Compiled.Alone)]
    public void Write(float* products, nint planeStride, nint rowStride, int tile, int count, int channel, int channelCount)
    {
        nint* places = stackalloc nint[V.Count];
        nint* buffered = stackalloc nint[V.Count];
        int* rows = stackalloc int[V.Count];
        int* columns = stackalloc int[V.Count];
        bool direct = count == V.Count;
        for (int lane = 0; lane < count; lane++)
        {
            places[lane] = Place(tile + lane, out rows[lane], out columns[lane]);
            direct &= rows[lane] == 4 && columns[lane] == 4;
        }
        Buffered(buffered);
        float* space = stackalloc float[41 * V.Count];
        float* half = Lanes.Align<float, V>(space), buffer = half + (24 * V.Count);
        float* target = data + ((nint)channel * height * width);
        for (int c = 0; c < channelCount; c++, products += rowStride, target += (nint)height * width)
        {
            map.Of(channel + c, out V scale, out V shift);
            if (direct)
            {
                Transform(products, planeStride, half, target, width, places, scale, shift);
                continue;
            }
            Transform(products, planeStride, half, buffer, 4, buffered, scale, shift);
            for (int lane = 0; lane < count; lane++)
            {
                WriteTile(buffer + (16 * lane), target + places[lane], rows[lane], columns[lane]);
            }
        }
    }

    /// <summary>Writes the outputs of some tiles in <paramref name="count"/> channels.</summary>
    /// <param name="products">The products of the first tile in the first channel.</param>
    /// <param name="planeStride">Elements from one of the 36 products to the next.</param>
    /// <param name="tileStride">Elements from one tile to the next; those of a tile's channels lie side by side.</param>
    /// <param name="tiles">How many tiles, from the first on.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="count">How many, at most a register of them.</param>
    [MethodImpl(Compiled.Alone)]
    public void WriteChannels(float* products, nint planeStride, nint tileStride, int tiles, int channel, int count)
    {
        nint* places = stackalloc nint[V.Count];
        nint* buffered = stackalloc nint[V.Count];
        for (int lane = 0; lane < V.Count; lane++)
        {
            places[lane] = (nint)lane * height * width;
        }
        Buffered(buffered);
        float* space = stackalloc float[41 * V.Count];
        float* half = Lanes.Align<float, V>(space), buffer = half + (24 * V.Count);
        float* first = data + ((nint)channel * height * width);
        map.OfLanes(channel, count, out V scale, out V shift);
        for (int tile = 0; tile < tiles; tile++, products += tileStride)
        {
            float* target = first + Place(tile, out int rows, out int columns);
            if (count == V.Count && rows == 4 && columns == 4)
            {
                Transform(products, planeStride, half, target, width, places, scale, shift);
                continue;
            }
            Transform(products, planeStride, half, buffer, 4, buffered, scale, shift);
            for (int lane = 0; lane < count; lane++)
            {
                WriteTile(buffer + (16 * lane), target + places[lane], rows, columns);
            }
        }
    }

    // Where a tile begins in its image's first channel, and how many rows and columns of it there are.
    private nint Place(int tile, out int rows, out int columns)
    {
        int strip = tile / _across;
        int image = strip / _down;
        int y = (strip - (image * _down)) * 4, x = (tile - (strip * _across)) * 4;
        (rows, columns) = (Math.Min(4, height - y), Math.Min(4, width - x));
        return ((nint)image * channels * height * width) + ((nint)y * width) + x;
    }

    private static void Buffered(nint* places)
    {
        for (int lane = 0; lane < V.Count; lane++)
        {
            places[lane] = 16 * lane;
        }
    }

    // A register of lanes; the first row of each one's outputs is at its place, the others follow at the given distance.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Transform(float* m, nint planeStride, float* half, float* target, nint distance, nint* places, V scale, V shift)
    {
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
        for (int row = 0; row < 4; row++, target += distance)
        {
            float* from = half + (row * 6 * V.Count);
            Transforms.Output(
                V.Load(from), V.Load(from + V.Count), V.Load(from + (2 * V.Count)), V.Load(from + (3 * V.Count)),
                V.Load(from + (4 * V.Count)), V.Load(from + (5 * V.Count)), out V y0, out V y1, out V y2, out V y3);
            V.StoreColumns(
                map.Invoke(y0, scale, shift), map.Invoke(y1, scale, shift), map.Invoke(y2, scale, shift), map.Invoke(y3, scale, shift), target, places);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteTile(float* tile, float* target, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, tile += 4, target += width)
        {
            if (columns == 4)
            {
                Vector128.Load(tile).Store(target);
                continue;
            }
            for (int i = 0; i < columns; i++)
            {
                target[i] = tile[i];
            }
        }
    }
}
