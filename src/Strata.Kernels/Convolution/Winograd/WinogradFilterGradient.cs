using System.Runtime.CompilerServices;
using Strata.Kernels.Gemm;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// The gradient of filters of three by three by Winograd's method: the transposed form of <see cref="WinogradConvolution{V}"/>. With V the transformed inputs
/// and N = A dy Aᵀ the transformed gradients of the outputs,
/// <code>
/// dU[e, o, c] = Σ_t N[e, o, t] · V[e, c, t],   e = 0 … 35
/// dw[o, c]    = Gᵀ dU[o, c] G
/// </code>
/// A slice is a block of filters and channels, whose dU stays in the cache, over a share of the tiles; shares are added up at the end.
/// </summary>
/// <typeparam name="V">The registers.</typeparam>
internal readonly unsafe struct WinogradFilterGradient<V>
    where V : struct, IVector<V, float>
{
    private const int BlockChannels = 128;
    private const int BlockTiles = 64;
    private const int TilesPerPartial = 128;
    private const int MaxPartials = 16;

    private readonly float* _dw;
    private readonly int _channels, _filters, _mr, _partials;
    private readonly TileGrid<V, InputTransform> _inputs;
    private readonly TileGrid<V, OutputGradientTransform> _gradients;

    /// <summary>The gradient of the filters of a convolution.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dw">The gradients of the filters: overwritten.</param>
    /// <param name="s">The sizes.</param>
    /// <param name="mr">Rows of the micro-kernel, 6 or 12.</param>
    public WinogradFilterGradient(float* x, float* dy, float* dw, in ConvolutionShape s, int mr)
    {
        _dw = dw;
        (_channels, _filters, _mr) = (s.InChannels, s.OutChannels, mr);
        _inputs = new(x, s.Batch, s.InChannels, s.Height, s.Width, s.PaddingY, s.PaddingX, s.OutputHeight, s.OutputWidth);
        _gradients = new(dy, s.Batch, s.OutChannels, s.OutputHeight, s.OutputWidth, 0, 0, s.OutputHeight, s.OutputWidth);
        int blocks = FilterBlocks * ChannelBlocks;
        _partials = Math.Max(1, Math.Min(_inputs.Tiles / TilesPerPartial, MaxPartials / blocks));
    }

    private static int Nr => 2 * V.Count;

    private int FiltersPerBlock => PerBlock(_filters, _mr);

    private int ChannelsPerBlock => PerBlock(_channels, Nr);

    private int FilterBlocks => (_filters + FiltersPerBlock - 1) / FiltersPerBlock;

    private int ChannelBlocks => (_channels + ChannelsPerBlock - 1) / ChannelsPerBlock;

    /// <summary>Blocks of about the same size, whole panels each.</summary>
    private static int PerBlock(int channels, int width)
    {
        int blocks = (channels + BlockChannels - 1) / BlockChannels;
        int perBlock = (channels + blocks - 1) / blocks;
        return (perBlock + width - 1) / width * width;
    }

    /// <summary>Computes dw.</summary>
    public void Run()
    {
        int count = _filters * _channels * 9;
        float* sums = _partials == 1 ? _dw : Scratch.Rent<float>(ScratchSlot.Partials, (long)_partials * count);
        Workers.For(_partials * FilterBlocks * ChannelBlocks, new Slices(this, sums));
        if (_partials > 1)
        {
            PartialSums.Add(sums, _partials, _dw, count);
        }
    }

    private readonly struct Slices(WinogradFilterGradient<V> owner, float* sums) : ISlicedWork
    {
        public void Run(int slice)
        {
            int blocks = owner.FilterBlocks * owner.ChannelBlocks;
            int partial = slice / blocks;
            int block = slice - (partial * blocks);
            int filter = block / owner.ChannelBlocks * owner.FiltersPerBlock;
            int channel = block % owner.ChannelBlocks * owner.ChannelsPerBlock;
            owner.Block(
                sums + ((nint)partial * owner._filters * owner._channels * 9),
                (int)((long)owner._inputs.Tiles * partial / owner._partials), (int)((long)owner._inputs.Tiles * (partial + 1) / owner._partials),
                filter, Math.Min(owner.FiltersPerBlock, owner._filters - filter), channel, Math.Min(owner.ChannelsPerBlock, owner._channels - channel));
        }
    }

    /// <summary>The gradients of some filters in some channels, summed over some tiles.</summary>
    [MethodImpl(Compiled.Alone)]
    private void Block(float* target, int first, int end, int filter, int filters, int channel, int channels)
    {
        int depth = Math.Min(BlockTiles, end - first);
        int panelsA = (filters + _mr - 1) / _mr, panelsB = (channels + Nr - 1) / Nr;
        nint planeA = ((nint)depth * _mr) + V.Count, planeB = ((nint)depth + 1) * Nr;
        float* a = Scratch.Rent<float>(ScratchSlot.PanelsA, panelsA * 36 * planeA);
        float* b = Scratch.Rent<float>(ScratchSlot.PanelsB, panelsB * 36 * planeB);
        nint rowStride = panelsB * Nr, planeC = (panelsA * _mr * rowStride) + Nr;
        float* c = Scratch.Rent<float>(ScratchSlot.Products, 36 * planeC);
        for (int tile = first; tile < end; tile += BlockTiles)
        {
            depth = Math.Min(BlockTiles, end - tile);
            ChannelPanels.Transform(_gradients, a, planeA, 36 * planeA, _mr, _mr, tile, depth, filter, filters);
            ChannelPanels.Transform(_inputs, b, planeB, 36 * planeB, Nr, Nr, tile, depth, channel, channels);
            bool accumulate = tile > first;
            for (int e = 0; e < 36; e++)
            {
                for (int j = 0; j < panelsB; j++)
                {
                    float* right = b + (((j * 36) + e) * planeB);
                    for (int i = 0; i < panelsA; i++)
                    {
                        float* left = a + (((i * 36) + e) * planeA);
                        float* sum = c + (e * planeC) + (i * _mr * rowStride) + (j * Nr);
                        MicroKernel.Run<float, V>(depth, left, 1, _mr, Math.Min(_mr, filters - (i * _mr)), right, Nr, channels - (j * Nr), sum, rowStride, accumulate);
                    }
                }
            }
        }
        Write(c, planeC, rowStride, target, filter, filters, channel, channels);
    }

    /// <summary>dw = Gᵀ dU G, a register of channels at a time.</summary>
    [MethodImpl(Compiled.Alone)]
    private void Write(float* sums, nint planeStride, nint rowStride, float* target, int filter, int filters, int channel, int channels)
    {
        nint* lanes = stackalloc nint[V.Count];
        for (int i = 0; i < V.Count; i++)
        {
            lanes[i] = 9 * i;
        }
        float* space = stackalloc float[28 * V.Count];
        float* half = Lanes.Align<float, V>(space), taps = half + (18 * V.Count);
        for (int o = 0; o < filters; o++)
        {
            float* to = target + ((((nint)(filter + o) * _channels) + channel) * 9);
            for (int c = 0; c < channels; c += V.Count)
            {
                float* u = sums + (o * rowStride) + c;
                for (int column = 0; column < 6; column++, u += planeStride)
                {
                    Transforms.FilterGradient(
                        V.Load(u), V.Load(u + (6 * planeStride)), V.Load(u + (12 * planeStride)), V.Load(u + (18 * planeStride)),
                        V.Load(u + (24 * planeStride)), V.Load(u + (30 * planeStride)), out V h0, out V h1, out V h2);
                    h0.Store(half + (column * V.Count));
                    h1.Store(half + ((6 + column) * V.Count));
                    h2.Store(half + ((12 + column) * V.Count));
                }
                Row(half, out V g0, out V g1, out V g2);
                Row(half + (6 * V.Count), out V g3, out V g4, out V g5);
                Row(half + (12 * V.Count), out V g6, out V g7, out V g8);
                bool whole = c + V.Count <= channels;
                float* place = whole ? to + (c * 9) : taps;
                V.StoreColumns(g0, g1, g2, g3, place, lanes);
                V.StoreColumns(g4, g5, g6, g7, place + 4, lanes);
                V.StoreColumns(g5, g6, g7, g8, place + 5, lanes);
                if (!whole)
                {
                    int count = (channels - c) * 9;
                    new Span<float>(taps, count).CopyTo(new Span<float>(to + (c * 9), count));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(float* half, out V g0, out V g1, out V g2)
        => Transforms.FilterGradient(
            V.Load(half), V.Load(half + V.Count), V.Load(half + (2 * V.Count)), V.Load(half + (3 * V.Count)),
            V.Load(half + (4 * V.Count)), V.Load(half + (5 * V.Count)), out g0, out g1, out g2);
}
