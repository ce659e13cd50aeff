using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>
/// A matrix in memory as a panel source: element (lane, k) lies at lane · <c>laneStride</c> + (k / <c>inner</c>) · <c>outerStride</c> +
/// (k mod <c>inner</c>) · <c>innerStride</c>. The two-level depth lets a stack of images or filters act as one long matrix.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Matrix<T>(T* data, nint laneStride, int inner, nint innerStride, nint outerStride) : IPanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int RowsAhead = 8;

    /// <summary>An ordinary matrix: element (lane, k) at lane · laneStride + k · depthStride.</summary>
    public Matrix(T* data, nint laneStride, nint depthStride)
        : this(data, laneStride, int.MaxValue, depthStride, 0)
    {
    }

    /// <summary>Whether its rows, or columns, are whole pages apart.</summary>
    public bool IsCrowded => (laneStride == 1 ? innerStride : laneStride) * sizeof(T) % PanelProduct.PageBytes == 0;

    /// <summary>The same without the lanes before one.</summary>
    public Matrix<T> From(int lane) => new(data + (lane * laneStride), laneStride, inner, innerStride, outerStride);

    /// <summary>Whether the first <paramref name="depth"/> elements of a lane lie side by side, so that lanes can be read as rows.</summary>
    public bool HasRows(int depth) => innerStride == 1 && depth <= inner;

    /// <summary>Where the row of a lane is, from depth <paramref name="k0"/> on; the next one's is at a distance of <paramref name="rowStride"/>.</summary>
    public T* Rows(int lane, int k0, out nint rowStride)
    {
        rowStride = laneStride;
        return data + (lane * laneStride) + k0;
    }

    public T* InPlace(int lane, int k0, int depth, out nint step)
    {
        step = innerStride;
        return laneStride == 1 && k0 + (long)depth <= inner ? data + lane + (k0 * innerStride) : null;
    }

    public void Pack(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        if (laneStride == 1 && k0 + (long)depth <= inner)
        {
            PackRows(panel, width, data + lane + (k0 * innerStride), lanes, depth);
            return;
        }
        for (; lanes > 0; lane += width, lanes -= width, panel += (nint)depth * width)
        {
            PackPanel(panel, width, data + (lane * laneStride), Math.Min(lanes, width), k0, depth);
        }
    }

    // Lanes lie side by side: go along each row of the matrix once, through all panels, as memory likes it.
    [MethodImpl(Compiled.Alone)]
    private void PackRows(T* panel, int width, T* row, int lanes, int depth)
    {
        nint panelSize = (nint)depth * width;
        int whole = lanes / width, rest = lanes % width;
        uint bytes = (uint)(width * sizeof(T));
        for (int d = 0; d < depth; d++, row += innerStride, panel += width)
        {
            T* from = row;
            T* to = panel;
            for (int i = 0; i < whole; i++, from += width, to += panelSize)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(from + (RowsAhead * innerStride));
                }
                // Constant sizes become plain vector moves: 6, 12, 16 and 32 floats.
                switch (bytes)
                {
                    case 24:
                        Unsafe.CopyBlockUnaligned(to, from, 24);
                        break;
                    case 48:
                        Unsafe.CopyBlockUnaligned(to, from, 48);
                        break;
                    case 64:
                        Unsafe.CopyBlockUnaligned(to, from, 64);
                        break;
                    case 128:
                        Unsafe.CopyBlockUnaligned(to, from, 128);
                        break;
                    default:
                        Unsafe.CopyBlockUnaligned(to, from, bytes);
                        break;
                }
            }
        }
        if (rest == 0)
        {
            return;
        }
        panel += (whole * panelSize) - panelSize;
        row += (whole * width) - (depth * innerStride);
        if (Vector512.IsHardwareAccelerated)
        {
            PackLast<V512<T>>(panel, width, row, rest, depth);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            PackLast<V256<T>>(panel, width, row, rest, depth);
        }
        else
        {
            PackLast<V128<T>>(panel, width, row, rest, depth);
        }
    }

    // The last panel, which has fewer lanes.
    [MethodImpl(Compiled.Alone)]
    private void PackLast<V>(T* panel, int width, T* row, int lanes, int depth)
        where V : struct, IVector<V, T>
    {
        for (int d = 0; d < depth; d++, row += innerStride, panel += width)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(row + (RowsAhead * innerStride));
            }
            for (int l = 0; l < width; l += V.Count)
            {
                Lanes.Store(l < lanes ? Lanes.Load<T, V>(row + l, lanes - l) : default, panel + l, width - l);
            }
        }
    }

    [MethodImpl(Compiled.Alone)]
    private void PackPanel(T* panel, int width, T* source, int lanes, int k0, int depth)
    {
        if (lanes < width)
        {
            new Span<T>(panel, depth * width).Clear();
        }
        int k = k0;
        while (k < k0 + depth)
        {
            int start = k % inner;
            int run = Math.Min(inner - start, k0 + depth - k);
            T* from = source + (k / inner * outerStride) + (start * innerStride);
            if (innerStride == 1)
            {
                Transposition.Run(from, laneStride, panel, width, lanes, run);
            }
            else
            {
                for (int d = 0; d < run; d++)
                {
                    for (int l = 0; l < lanes; l++)
                    {
                        panel[(d * width) + l] = from[(d * innerStride) + (l * laneStride)];
                    }
                }
            }
            panel += (nint)run * width;
            k += run;
        }
    }
}
