using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// A convolution with filters of three by three and stride one by Winograd's method, F(4×4, 3×3). With V the transformed inputs [36, channel, tile] and
/// U the transformed filters [36, filter, channel],
/// <code>
/// M[e, o, t] = Σ_c U[e, o, c] · V[e, c, t],   e = 0 … 35
/// </code>
/// a quarter of the direct method's products for whole tiles. The smaller one of U and V is transformed first, all of it, by each thread for itself where that is not much: it is the products' left
/// operand. Work is sliced along the other one, whose tiles or filters are the lanes of the registers, and which comes and goes in the cache: by tiles where there are more tiles than filters,
/// else by filters.
/// </summary>
/// <typeparam name="V">The registers.</typeparam>
internal readonly unsafe struct WinogradConvolution<V>
    where V : struct, IVector<V, float>
{
    // What a slice has transformed stays within the second-level cache, or not far beyond.
    private const int SliceBytes = 640 * 1024;
    private const int MaxPanelsPerSlice = 4;
    private const int SlicesPerThread = 3; // a thread that is done sooner takes one of another's
    private const int RowsPerChunk = 24;
    private const int ChannelsPerChunk = 128; // of a slice of filters, which is transformed and multiplied chunk by chunk
    private const int SpareRows = 3; // twelve are computed where there are nine

    // What one thread has transformed comes slowly to another, which may rather do it again: filters cost as much as three tiles, inputs as much as a block of filters.
    private const int MostOwnBytes = 5120 * 1024;
    private const int LeastBlocks = 2;

    private readonly TileGrid<V, InputTransform> _grid;
    private readonly FilterPanels<V> _filters;
    private readonly OutputTiles<V> _outputs;
    private readonly int _depth, _filterCount, _tiles, _mr, _panelsPerSlice;
    private readonly nint _planeStride;
    private readonly bool _byTiles;

    /// <summary>The convolution of x and w, its result going to y.</summary>
    /// <param name="x">Images of <c>s.InChannels</c> channels.</param>
    /// <param name="w">Filters [<c>s.OutChannels</c>, <c>s.InChannels</c>, 3, 3]; [<c>s.InChannels</c>, <c>s.OutChannels</c>, 3, 3] where they are turned.</param>
    /// <param name="y">Images of <c>s.OutChannels</c> channels.</param>
    /// <param name="s">The sizes.</param>
    /// <param name="turned">Whether the filters are turned by half a circle and their channels exchanged.</param>
    /// <param name="map">What becomes of the outputs.</param>
    /// <param name="mr">Rows of the micro-kernel, 6 or 12.</param>
    public WinogradConvolution(float* x, float* w, float* y, in ConvolutionShape s, bool turned, ChannelMap<float> map, int mr)
    {
        (_depth, _filterCount, _mr) = (s.InChannels, s.OutChannels, mr);
        _grid = new(x, s.Batch, s.InChannels, s.Height, s.Width, s.PaddingY, s.PaddingX, s.OutputHeight, s.OutputWidth);
        _outputs = new(y, s.OutChannels, s.OutputHeight, s.OutputWidth, map);
        _tiles = _grid.Tiles;
        _byTiles = _tiles >= _filterCount;
        int width = _byTiles ? mr : Nr;
        _filters = turned
            ? new(w, _filterCount, _depth, 9, (nint)_filterCount * 9, turned, width)
            : new(w, _filterCount, _depth, (nint)_depth * 9, 9, turned, width);
        // Distances that are no power of two, so that the 36 panels do not compete for the same places of the cache.
        _planeStride = (nint)(_depth + 1) * Nr;
        _panelsPerSlice = Math.Clamp(Math.Min(SliceBytes / (int)(36 * _planeStride * sizeof(float)), Panels / (SlicesPerThread * Workers.Here)), 1, MaxPanelsPerSlice);
    }

    private static int Nr => 2 * V.Count;

    private int Panels => (_tiles + Nr - 1) / Nr;

    private nint PanelSize => 36 * _planeStride;

    private nint FiltersSize => _filters.Blocks * _filters.BlockSize;

    // The inputs as matrices [tile, channel], for slices of filters: their rows, and they themselves, are an odd number of registers apart, and there are rows for a tile of C to read in vain.
    private nint RowLength => PanelProduct.RoundUp(_depth, V.Count) | V.Count;

    private nint MatrixSize => (_tiles * RowLength) | V.Count;

    private nint InputsSize => (36 * MatrixSize) + (SpareRows * RowLength);

    /// <summary>Computes all outputs.</summary>
    public void Run()
    {
        if (_byTiles)
        {
            float* filters = null;
            if (FiltersSize * sizeof(float) > MostOwnBytes)
            {
                filters = Scratch.Rent<float>(ScratchSlot.PanelsA, FiltersSize);
                Workers.For(_filters.Blocks, new FilterBlocks(_filters, filters));
            }
            Workers.For((Panels + _panelsPerSlice - 1) / _panelsPerSlice, new TileSlices(this, filters, Scratch.NextJob()));
        }
        else
        {
            float* inputs = null;
            if (InputsSize * sizeof(float) > MostOwnBytes || _filters.Blocks < LeastBlocks * Workers.Here)
            {
                inputs = Scratch.Rent<float>(ScratchSlot.PanelsA, InputsSize);
                Workers.For((_depth + V.Count - 1) / V.Count, new InputChannels(this, inputs));
            }
            Workers.For(_filters.Blocks, new FilterSlices(this, inputs, Scratch.NextJob()));
        }
    }

    // All filters, transformed by the calling thread for a job's slices.
    private float* OwnFilters(long job)
    {
        float* filters = Scratch.Rent<float>(ScratchSlot.PanelsA, FiltersSize, job, out bool isNew);
        for (int block = 0; isNew && block < _filters.Blocks; block++)
        {
            _filters.Transform(block, filters + (block * _filters.BlockSize));
        }
        return filters;
    }

    // All inputs, likewise.
    private float* OwnInputs(long job)
    {
        float* inputs = Scratch.Rent<float>(ScratchSlot.PanelsA, InputsSize, job, out bool isNew);
        if (isNew)
        {
            TransformChannels(inputs, 0, _depth);
        }
        return inputs;
    }

    // Some channels of all tiles, from a whole register on.
    private void TransformChannels(float* inputs, int first, int count)
        => ChannelPanels.Transform(_grid, inputs + first, MatrixSize, V.Count, RowLength, V.Count, 0, _tiles, first, count);

    /// <summary>Transforms the tiles of some panels.</summary>
    [MethodImpl(Compiled.Alone)]
    private void TransformInputs(float* target, int panel, int panels)
    {
        int tile = panel * Nr;
        int tiles = Math.Min(panels * Nr, _tiles - tile);
        int strip = tile / _grid.Across;
        int strips = ((tile + tiles - 1) / _grid.Across) + 1 - strip;
        float* buffer = Scratch.Rent<float>(ScratchSlot.Strips, _grid.BufferSize(strips));
        float* firstStrip = _grid.Clear(buffer, strips);
        nint* lanes = stackalloc nint[panels * Nr];
        for (int i = 0; i < panels * Nr; i++)
        {
            // Lanes without a tile repeat the last one.
            int t = tile + Math.Min(i, tiles - 1);
            lanes[i] = ((t / _grid.Across) - strip) * _grid.StripSize + (t % _grid.Across * 4);
        }
        for (int c = 0; c < _depth; c++)
        {
            for (int i = 0; i < strips; i++)
            {
                int firstTile = Math.Max(0, tile - ((strip + i) * _grid.Across)), endTile = Math.Min(_grid.Across, tile + tiles - ((strip + i) * _grid.Across));
                _grid.TransformColumns(firstStrip + (i * _grid.StripSize), buffer, c, strip + i, firstTile, endTile);
            }
            float* to = target + ((nint)c * Nr);
            for (int p = 0; p < panels; p++, to += PanelSize)
            {
                _grid.TransformRows(firstStrip, lanes + (p * Nr), to, _planeStride);
                _grid.TransformRows(firstStrip, lanes + (p * Nr) + V.Count, to + V.Count, _planeStride);
            }
        }
    }

    /// <summary>The products of some panels of tiles and some blocks of filters, and the outputs that come from them.</summary>
    [MethodImpl(Compiled.Alone)]
    private void MultiplyPanels(float* inputs, int panel, int panels, float* filters, int block, int blocks)
    {
        int columns = panels * Nr;
        nint rowStride = columns, planeStride = (blocks * _mr * rowStride) + Nr;
        float* products = Scratch.Rent<float>(ScratchSlot.Products, 36 * planeStride);
        int row = block * _mr, rows = Math.Min(blocks * _mr, _filterCount - row);
        for (int e = 0; e < 36; e++)
        {
            for (int p = 0; p < panels; p++)
            {
                float* b = inputs + (p * PanelSize) + (e * _planeStride);
                for (int i = 0; i < blocks; i++)
                {
                    float* a = filters + (i * _filters.BlockSize) + (e * _filters.PanelStride);
                    float* c = products + (e * planeStride) + (i * _mr * rowStride) + (p * Nr);
                    MicroKernel.Run<float, V>(_depth, a, 1, _mr, Math.Min(_mr, rows - (i * _mr)), b, Nr, _tiles - ((panel + p) * Nr), c, rowStride, accumulate: false);
                }
            }
        }
        int tile = panel * Nr, tiles = Math.Min(columns, _tiles - tile);
        for (int t = 0; t < tiles; t += V.Count)
        {
            _outputs.Write(products + t, planeStride, rowStride, tile + t, Math.Min(V.Count, tiles - t), row, rows);
        }
    }

    /// <summary>The products of all tiles and a block of filters, and the outputs that come from them.</summary>
    [MethodImpl(Compiled.Alone)]
    private void MultiplyBlock(float* inputs, int block)
    {
        nint planeStride = ((_tiles + SpareRows) * Nr) + V.Count;
        float* products = Scratch.Rent<float>(ScratchSlot.Products, 36 * planeStride);
        int first = block * Nr, count = Math.Min(Nr, _filterCount - first);
        int chunks = (_depth + ChannelsPerChunk - 1) / ChannelsPerChunk, length = (_depth + chunks - 1) / chunks;
        for (int p = 0; p < _depth; p += length)
        {
            int depth = Math.Min(length, _depth - p);
            FilterPanels<V> chunk = _filters.Depths(p, depth);
            float* filters = Scratch.Rent<float>(ScratchSlot.PanelsB, chunk.BlockSize);
            chunk.Transform(block, filters);
            for (int e = 0; e < 36; e++)
            {
                float* a = inputs + (e * MatrixSize) + p, b = filters + (e * chunk.PanelStride), c = products + (e * planeStride);
                for (int tile = 0, rows; tile < _tiles; tile += rows)
                {
                    rows = MicroKernel.Next(_tiles - tile, _mr);
                    MicroKernel.Run<float, V>(depth, a + (tile * RowLength), RowLength, 1, rows, b, Nr, count, c + (tile * Nr), Nr, accumulate: p > 0);
                }
            }
        }
        for (int lane = 0; lane < count; lane += V.Count)
        {
            _outputs.WriteChannels(products + lane, planeStride, Nr, _tiles, first + lane, Math.Min(V.Count, count - lane));
        }
    }

    /// <summary>Transforms filters.</summary>
    private readonly struct FilterBlocks(FilterPanels<V> filters, float* target) : ISlicedWork
    {
        public void Run(int slice) => filters.Transform(slice, target + (slice * filters.BlockSize));
    }

    /// <summary>Some panels of tiles with all filters: those given, or, where there are none, each thread's own.</summary>
    private readonly struct TileSlices(WinogradConvolution<V> owner, float* filters, long job) : ISlicedWork
    {
        public void Run(int slice)
        {
            float* all = filters == null ? owner.OwnFilters(job) : filters;
            int panel = slice * owner._panelsPerSlice, panels = Math.Min(owner._panelsPerSlice, owner.Panels - panel);
            float* inputs = Scratch.Rent<float>(ScratchSlot.PanelsB, panels * owner.PanelSize);
            owner.TransformInputs(inputs, panel, panels);
            int chunk = RowsPerChunk / owner._mr;
            for (int block = 0; block < owner._filters.Blocks; block += chunk)
            {
                int blocks = Math.Min(chunk, owner._filters.Blocks - block);
                owner.MultiplyPanels(inputs, panel, panels, all + (block * owner._filters.BlockSize), block, blocks);
            }
        }
    }

    /// <summary>A register of channels in all tiles, transformed.</summary>
    private readonly struct InputChannels(WinogradConvolution<V> owner, float* inputs) : ISlicedWork
    {
        public void Run(int slice)
        {
            int first = slice * V.Count;
            owner.TransformChannels(inputs, first, Math.Min(V.Count, owner._depth - first));
        }
    }

    /// <summary>A block of filters with all tiles: the inputs given, or, where there are none, each thread's own.</summary>
    private readonly struct FilterSlices(WinogradConvolution<V> owner, float* inputs, long job) : ISlicedWork
    {
        public void Run(int slice) => owner.MultiplyBlock(inputs == null ? owner.OwnInputs(job) : inputs, slice);
    }
}
