using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// The transformed filters U = G g Gᵀ as panels of the 36 products: lane i and depth d belong to the filter at i · <c>laneStride</c> + d · <c>depthStride</c>.
/// <code>
/// block of so many lanes as a panel is wide:   36 × (panel [depth, width], then room for a register)
/// </code>
/// </summary>
/// <typeparam name="V">The registers.</typeparam>
internal readonly unsafe struct FilterPanels<V>(float* filters, int lanes, int depth, nint laneStride, nint depthStride, bool turned, int width)
    where V : struct, IVector<V, float>
{
    /// <summary>Elements from one of the 36 panels to the next. Whole registers are written, the last one beyond its panel.</summary>
    public nint PanelStride => ((nint)depth * width) + V.Count;

    /// <summary>Elements of a block.</summary>
    public nint BlockSize => 36 * PanelStride;

    /// <summary>Blocks of all lanes.</summary>
    public int Blocks => (lanes + width - 1) / width;

    /// <summary>The same filters, in <paramref name="count"/> depths from <paramref name="first"/> on.</summary>
    public FilterPanels<V> Depths(int first, int count) => new(filters + (first * depthStride), lanes, count, laneStride, depthStride, turned, width);

    /// <summary>Transforms one block. Lanes that do not exist repeat the last one.</summary>
    public void Transform(int block, float* target)
    {
        nint* places = stackalloc nint[V.Count];
        // From the last register to the first: the last one overwrites the first lanes of the next depth.
        for (int lane = (width - 1) / V.Count * V.Count; lane >= 0; lane -= V.Count)
        {
            for (int i = 0; i < V.Count; i++)
            {
                places[i] = Math.Min((block * width) + lane + i, lanes - 1) * laneStride;
            }
            TransformLanes(places, target + lane);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void TransformLanes(nint* places, float* target)
    {
        nint stride = PanelStride;
        float* filter = filters;
        for (int d = 0; d < depth; d++, filter += depthStride, target += width)
        {
            V.LoadColumns(filter, places, out V g0, out V g1, out V g2, out V g3);
            V.LoadColumns(filter + 4, places, out V g4, out V g5, out V g6, out V g7);
            V.LoadColumns(filter + 5, places, out _, out _, out _, out V g8);
            if (turned)
            {
                (g0, g1, g2, g3, g5, g6, g7, g8) = (g8, g7, g6, g5, g3, g2, g1, g0);
            }
            Transforms.Filter(g0, g3, g6, out V a0, out V a1, out V a2, out V a3, out V a4, out V a5);
            Transforms.Filter(g1, g4, g7, out V b0, out V b1, out V b2, out V b3, out V b4, out V b5);
            Transforms.Filter(g2, g5, g8, out V c0, out V c1, out V c2, out V c3, out V c4, out V c5);
            Row(a0, b0, c0, target, stride);
            Row(a1, b1, c1, target + (6 * stride), stride);
            Row(a2, b2, c2, target + (12 * stride), stride);
            Row(a3, b3, c3, target + (18 * stride), stride);
            Row(a4, b4, c4, target + (24 * stride), stride);
            Row(a5, b5, c5, target + (30 * stride), stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(V g0, V g1, V g2, float* target, nint stride)
    {
        Transforms.Filter(g0, g1, g2, out V u0, out V u1, out V u2, out V u3, out V u4, out V u5);
        u0.Store(target);
        u1.Store(target + stride);
        u2.Store(target + (2 * stride));
        u3.Store(target + (3 * stride));
        u4.Store(target + (4 * stride));
        u5.Store(target + (5 * stride));
    }
}
