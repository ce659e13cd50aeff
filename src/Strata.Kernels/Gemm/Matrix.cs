using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Kernels.Gemm;

/// <summary>
/// A matrix in memory as a panel source: element (lane, k) lies at lane · <c>laneStride</c> + (k / <c>inner</c>) · <c>outerStride</c> +
/// (k mod <c>inner</c>) · <c>innerStride</c>. The two-level depth lets a stack of images or filters act as one long matrix.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct Matrix<T>(T* data, nint laneStride, int inner, nint innerStride, nint outerStride) : IPanelSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>An ordinary matrix: element (lane, k) at lane · laneStride + k · depthStride.</summary>
    public Matrix(T* data, nint laneStride, nint depthStride)
        : this(data, laneStride, int.MaxValue, depthStride, 0)
    {
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRows(T* panel, int width, T* row, int lanes, int depth)
    {
        nint panelSize = (nint)depth * width;
        int whole = lanes / width, rest = lanes % width;
        bool oneLine = width * sizeof(T) == 64, twoLines = width * sizeof(T) == 128;
        for (int d = 0; d < depth; d++, row += innerStride, panel += width)
        {
            T* from = row;
            T* to = panel;
            for (int i = 0; i < whole; i++, from += width, to += panelSize)
            {
                // Constant sizes become plain vector moves.
                if (oneLine)
                {
                    Unsafe.CopyBlockUnaligned(to, from, 64);
                }
                else if (twoLines)
                {
                    Unsafe.CopyBlockUnaligned(to, from, 128);
                }
                else
                {
                    Unsafe.CopyBlockUnaligned(to, from, (uint)(width * sizeof(T)));
                }
            }
            if (rest > 0)
            {
                new Span<T>(from, rest).CopyTo(new Span<T>(to, width));
                new Span<T>(to + rest, width - rest).Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                Transpose(from, laneStride, panel, width, lanes, run);
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

    // The depth lies side by side: read four lanes at a time, so that each cache line of the panel is written in few passes.
    private static void Transpose(T* from, nint stride, T* panel, int width, int lanes, int run)
    {
        int l = 0;
        for (; l + 4 <= lanes; l += 4)
        {
            T* r0 = from + (l * stride);
            T* r1 = r0 + stride;
            T* r2 = r1 + stride;
            T* r3 = r2 + stride;
            T* to = panel + l;
            for (int d = 0; d < run; d++)
            {
                to[0] = r0[d];
                to[1] = r1[d];
                to[2] = r2[d];
                to[3] = r3[d];
                to += width;
            }
        }
        for (; l < lanes; l++)
        {
            T* r = from + (l * stride);
            for (int d = 0; d < run; d++)
            {
                panel[(d * width) + l] = r[d];
            }
        }
    }
}
