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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(T* panel, int width, int lane, int lanes, int k0, int depth)
    {
        T* source = data + (lane * laneStride);
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
            if (laneStride == 1)
            {
                CopyRows(from, innerStride, panel, width, lanes, run);
            }
            else if (innerStride == 1)
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

    // Lanes lie side by side: a panel row is a piece of a matrix row.
    private static void CopyRows(T* from, nint stride, T* panel, int width, int lanes, int run)
    {
        for (int d = 0; d < run; d++)
        {
            Unsafe.CopyBlockUnaligned(panel, from, (uint)(lanes * sizeof(T)));
            from += stride;
            panel += width;
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

/// <summary>A row-major matrix as the product's target.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct RowMajor<T>(T* data, int stride) : ITileTarget<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Tile(int i, int j, int columns, out int rowStride)
    {
        rowStride = stride;
        return data + ((nint)i * stride) + j;
    }
}
