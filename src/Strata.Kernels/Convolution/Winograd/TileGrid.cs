using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// A stack of images [image, channel, height, width] cut into tiles, one for every four by four outputs. A row of tiles is a strip: tiles are
/// numbered (image, strip, column), strips (image, strip). What lies outside an image is zero.
/// <para>
/// A tile is transformed in two passes. The first goes down the columns of a whole strip at once and leaves six rows in a buffer that has zeros
/// left and right. The second goes along these rows, lane by lane: a lane is a tile of one channel, or a channel of one tile.
/// </para>
/// </summary>
/// <typeparam name="V">The registers.</typeparam>
/// <typeparam name="TTransform">What is done to a tile.</typeparam>
internal readonly unsafe struct TileGrid<V, TTransform>
    where V : struct, IVector<V, float>
    where TTransform : struct, ITileTransform
{
    private readonly float* _data;
    private readonly float* _end;
    private readonly nint _imageStride;
    private readonly int _height, _width, _paddingY, _paddingX, _down;

    /// <summary>The grid of a stack of images.</summary>
    /// <param name="data">The first image.</param>
    /// <param name="images">How many.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="paddingY">Rows by which the first strip begins above the image.</param>
    /// <param name="paddingX">Columns by which the first tile begins left of the image.</param>
    /// <param name="outputHeight">Rows of outputs.</param>
    /// <param name="outputWidth">Columns of outputs.</param>
    public TileGrid(float* data, int images, int channels, int height, int width, int paddingY, int paddingX, int outputHeight, int outputWidth)
    {
        _data = data;
        _imageStride = (nint)channels * height * width;
        _end = data + (images * _imageStride);
        (_height, _width, _paddingY, _paddingX) = (height, width, paddingY, paddingX);
        _down = (outputHeight + 3) / 4;
        Across = (outputWidth + 3) / 4;
        Tiles = images * _down * Across;
        // A last register may be written beyond the image's columns.
        RowStride = Math.Max((4 * Across) + 2, paddingX + width) + V.Count;
    }

    /// <summary>Tiles in a strip.</summary>
    public int Across { get; }

    /// <summary>All tiles.</summary>
    public int Tiles { get; }

    /// <summary>Elements from one of the six rows of a buffered strip to the next.</summary>
    public int RowStride { get; }

    /// <summary>Elements of a buffered strip.</summary>
    public int StripSize => 6 * RowStride;

    /// <summary>Elements of a buffer of <paramref name="strips"/> strips and a row of zeros in front of them.</summary>
    public int BufferSize(int strips) => (strips * StripSize) + RowStride;

    /// <summary>Sets a buffer for strips to zero, and returns the first strip.</summary>
    public float* Clear(float* buffer, int strips)
    {
        new Span<float>(buffer, BufferSize(strips)).Clear();
        return buffer + RowStride;
    }

    /// <summary>The first pass: transforms the columns of some tiles of one strip of one channel, perhaps of some more.</summary>
    /// <param name="target">The strip within a buffer; outside the image's columns it holds zeros already.</param>
    /// <param name="zeros">The start of the buffer.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="strip">The strip.</param>
    /// <param name="firstTile">The first tile's place in the strip.</param>
    /// <param name="endTile">The place after the last tile's.</param>
    [MethodImpl(Compiled.Alone)]
    public void TransformColumns(float* target, float* zeros, int channel, int strip, int firstTile, int endTile)
    {
        int image = strip / _down;
        int y = ((strip - (image * _down)) * 4) - _paddingY;
        float* plane = _data + (image * _imageStride) + ((nint)channel * _height * _width);
        float* r0 = Row(plane, y, zeros), r1 = Row(plane, y + 1, zeros), r2 = Row(plane, y + 2, zeros), r3 = Row(plane, y + 3, zeros);
        float* r4 = TTransform.Size == 6 ? Row(plane, y + 4, zeros) : zeros;
        float* r5 = TTransform.Size == 6 ? Row(plane, y + 5, zeros) : zeros;
        target += _paddingX;
        if (_width >= V.Count)
        {
            // Columns that the tiles read; a last register may overlap the one before.
            int x = Math.Clamp((4 * firstTile) - _paddingX, 0, _width - V.Count), last = (4 * endTile) + TTransform.Size - 4 - _paddingX - V.Count;
            while (true)
            {
                Columns(V.Load(r0 + x), V.Load(r1 + x), V.Load(r2 + x), V.Load(r3 + x), V.Load(r4 + x), V.Load(r5 + x), target + x);
                if (x >= last || x == _width - V.Count)
                {
                    return;
                }
                x = Math.Min(x + V.Count, _width - V.Count);
            }
        }
        int w = _width;
        if (plane + ((nint)_height * w) + V.Count <= _end)
        {
            // Reads beyond a row, which writes beyond the strip's columns: those become zero again.
            Columns(V.Load(r0), V.Load(r1), V.Load(r2), V.Load(r3), V.Load(r4), V.Load(r5), target);
            for (int i = 0; i < 6; i++)
            {
                default(V).Store(target + (i * RowStride) + w);
            }
        }
        else
        {
            Columns(
                Partial(r0), Partial(r1), Partial(r2), Partial(r3), Partial(r4), Partial(r5), target);
        }
    }

    /// <summary>
    /// The second pass, for a register of lanes: transforms the rows, and writes the 36 numbers of every lane at the distance
    /// <paramref name="planeStride"/> from each other.
    /// </summary>
    /// <param name="strips">The first lane's buffered tile is at strips + lanes[0].</param>
    /// <param name="lanes">Where the lanes' tiles are.</param>
    /// <param name="target">Where the first numbers go.</param>
    /// <param name="planeStride">Elements from one number to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TransformRows(float* strips, nint* lanes, float* target, nint planeStride)
    {
        for (int row = 0; row < 6; row++, strips += RowStride, target += 6 * planeStride)
        {
            V.LoadColumns(strips, lanes, out V d0, out V d1, out V d2, out V d3);
            V d4 = default, d5 = default;
            if (TTransform.Size == 6)
            {
                V.LoadColumns(strips + 2, lanes, out _, out _, out d4, out d5);
            }
            TTransform.Apply(d0, d1, d2, d3, d4, d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5);
            float* to = target;
            v0.Store(to);
            v1.Store(to += planeStride);
            v2.Store(to += planeStride);
            v3.Store(to += planeStride);
            v4.Store(to += planeStride);
            v5.Store(to + planeStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float* Row(float* plane, int y, float* zeros) => (uint)y < (uint)_height ? plane + ((nint)y * _width) : zeros;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Partial(float* row) => V.LoadPartial(row, _width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Columns(V d0, V d1, V d2, V d3, V d4, V d5, float* target)
    {
        TTransform.Apply(d0, d1, d2, d3, d4, d5, out V v0, out V v1, out V v2, out V v3, out V v4, out V v5);
        v0.Store(target);
        v1.Store(target += RowStride);
        v2.Store(target += RowStride);
        v3.Store(target += RowStride);
        v4.Store(target += RowStride);
        v5.Store(target + RowStride);
    }
}
