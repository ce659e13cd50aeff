using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// Transformed tiles with channels as lanes: panels with tiles as depth, for the filters' gradient, or the 36 matrices [tile, channel] row by row.
/// <code>
/// panels of channels:   each 36 × (panel [tile, width], then room for a register)
/// matrices:             36 × [tile, channel], the last channels filled up to a register
/// </code>
/// </summary>
internal static unsafe class ChannelPanels
{
    /// <summary>Transforms some tiles in some channels.</summary>
    /// <param name="grid">The tiles.</param>
    /// <param name="target">The first panel.</param>
    /// <param name="planeStride">Elements from one of a panel's 36 parts to the next.</param>
    /// <param name="panelStride">Elements from one panel to the next.</param>
    /// <param name="tileStride">Elements from one tile to the next.</param>
    /// <param name="width">Lanes of a panel.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="tiles">How many.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="channels">How many; lanes of the last panel that have none repeat the last one.</param>
    [MethodImpl(Compiled.Alone)]
    public static void Transform<V, TTransform>(
        TileGrid<V, TTransform> grid, float* target, nint planeStride, nint panelStride, nint tileStride, int width, int first, int tiles, int channel, int channels)
        where V : struct, IVector<V, float>
        where TTransform : struct, ITileTransform
    {
        float* buffer = Scratch.Rent<float>(ScratchSlot.Strips, grid.BufferSize(width));
        float* strips = grid.Clear(buffer, width);
        int registers = (width + V.Count - 1) / V.Count;
        nint* lanes = stackalloc nint[registers * V.Count];
        for (int c = 0; c < channels; c += width, target += panelStride)
        {
            int count = Math.Min(width, channels - c);
            for (int i = 0; i < registers * V.Count; i++)
            {
                lanes[i] = Math.Min(i, count - 1) * grid.StripSize;
            }
            float* to = target;
            for (int tile = first; tile < first + tiles;)
            {
                int strip = tile / grid.Across;
                int place = tile - (strip * grid.Across);
                int end = Math.Min(grid.Across, place + first + tiles - tile);
                for (int i = 0; i < count; i++)
                {
                    grid.TransformColumns(strips + (i * grid.StripSize), buffer, channel + c + i, strip, place, end);
                }
                tile += end - place;
                for (; place < end; place++, to += tileStride)
                {
                    // The last register may overwrite lanes of the next tile, which come later.
                    for (int lane = 0; lane < width; lane += V.Count)
                    {
                        grid.TransformRows(strips + (place * 4), lanes + lane, to + lane, planeStride);
                    }
                }
            }
        }
    }
}
