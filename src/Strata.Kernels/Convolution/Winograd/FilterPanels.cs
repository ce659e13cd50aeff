using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// The transformed filters U = G g Gᵀ as panels of the 36 products' left matrices: row (lane) i and depth d belong to the filter at
/// i · <c>rowStride</c> + d · <c>depthStride</c>.
/// <code>
/// block of MR rows:   36 × (panel [depth, MR], then room for a register)
/// </code>
/// </summary>
/// <typeparam name="V">The registers.</typeparam>
internal readonly unsafe struct FilterPanels<V>(float* filters, int rows, int depth, nint rowStride, nint depthStride, bool turned, int mr)
    where V : struct, IVector<V, float>
{
    /// <summary>Elements from one of the 36 panels to the next. Whole registers are written, the last one beyond its panel.</summary>
    public nint PanelStride => ((nint)depth * mr) + V.Count;

    /// <summary>Elements of a block of MR rows.</summary>
    public nint BlockSize => 36 * PanelStride;

    /// <summary>Blocks of all rows.</summary>
    public int Blocks => (rows + mr - 1) / mr;

    /// <summary>Transforms one block of MR rows. Rows that do not exist repeat the last one.</summary>
    public void Transform(int block, float* target)
    {
        nint* lanes = stackalloc nint[V.Count];
        // From the last register to the first: the last one overwrites the first lanes of the next depth.
        for (int lane = (mr - 1) / V.Count * V.Count; lane >= 0; lane -= V.Count)
        {
            for (int i = 0; i < V.Count; i++)
            {
                lanes[i] = Math.Min((block * mr) + lane + i, rows - 1) * rowStride;
            }
            TransformLanes(lanes, target + lane);
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void TransformLanes(nint* lanes, float* target)
    {
        nint stride = PanelStride;
        float* columns = stackalloc float[18 * V.Count];
        float* filter = filters;
        for (int d = 0; d < depth; d++, filter += depthStride, target += mr)
        {
            V.LoadColumns(filter, lanes, out V g0, out V g1, out V g2, out V g3);
            V.LoadColumns(filter + 4, lanes, out V g4, out V g5, out V g6, out V g7);
            V.LoadColumns(filter + 5, lanes, out _, out _, out _, out V g8);
            if (turned)
            {
                (g0, g1, g2, g3, g5, g6, g7, g8) = (g8, g7, g6, g5, g3, g2, g1, g0);
            }
            Column(g0, g3, g6, columns);
            Column(g1, g4, g7, columns + V.Count);
            Column(g2, g5, g8, columns + (2 * V.Count));
            float* to = target;
            for (int row = 0; row < 6; row++)
            {
                float* from = columns + (row * 3 * V.Count);
                Transforms.Filter(
                    V.Load(from), V.Load(from + V.Count), V.Load(from + (2 * V.Count)), out V u0, out V u1, out V u2, out V u3, out V u4, out V u5);
                u0.Store(to);
                u1.Store(to += stride);
                u2.Store(to += stride);
                u3.Store(to += stride);
                u4.Store(to += stride);
                u5.Store(to += stride);
                to += stride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(V g0, V g1, V g2, float* target)
    {
        Transforms.Filter(g0, g1, g2, out V u0, out V u1, out V u2, out V u3, out V u4, out V u5);
        u0.Store(target);
        u1.Store(target + (3 * V.Count));
        u2.Store(target + (6 * V.Count));
        u3.Store(target + (9 * V.Count));
        u4.Store(target + (12 * V.Count));
        u5.Store(target + (15 * V.Count));
    }
}
