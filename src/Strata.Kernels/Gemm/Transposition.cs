using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>Turns short rows into columns: those of a matrix into a panel's lanes, those of a finished tile into the columns of its target.</summary>
internal static unsafe class Transposition
{
    // Sixteen rows at such distances crowd each other out of the first-level cache.
    private const int CrowdedDistance = 2048;
    private const int LineBytes = 64;

    /// <summary>to[c · <paramref name="toStride"/> + r] = from[r · <paramref name="fromStride"/> + c]: squares in registers, as many rows at a time as there are.</summary>
    public static void Run<T>(T* from, nint fromStride, T* to, int toStride, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = 0;
        if (typeof(T) == typeof(float))
        {
            if (Vector512.IsHardwareAccelerated && rows >= V512<T>.Count && fromStride * sizeof(T) % CrowdedDistance != 0)
            {
                row = RowsOf<T, V512<T>>(from, fromStride, to, toStride, row, rows, columns);
            }
            if (Vector256.IsHardwareAccelerated)
            {
                row = RowsOf<T, V256<T>>(from, fromStride, to, toStride, row, rows, columns);
            }
            row = RowsOf<T, V128<T>>(from, fromStride, to, toStride, row, rows, columns);
        }
        Rest(from, fromStride, to, toStride, row, rows, 0, columns);
    }

    /// <returns>The first row that is left.</returns>
    [MethodImpl(Compiled.Alone)]
    private static int RowsOf<T, V>(T* from, nint fromStride, T* to, int toStride, int row, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        nint* starts = stackalloc nint[V.Count];
        for (int i = 0; i < V.Count; i++)
        {
            starts[i] = i * fromStride;
        }
        // A few long rows are read to their ends, the next ones asked for meanwhile; of many short ones whole lines at a time, one below the other, so that each row of the target is written on and on.
        bool isLong = columns >= rows;
        int end = row + ((rows - row) / V.Count * V.Count), line = LineBytes / sizeof(T), block = isLong ? columns : line;
        for (int first = 0; first < columns; first += block)
        {
            int last = Math.Min(columns, first + block);
            for (int r = row; r < end; r += V.Count)
            {
                T* source = from + (r * fromStride);
                T* target = to + ((nint)first * toStride) + r;
                int column = first;
                for (; column + 4 <= last; column += 4, target += 4 * toStride)
                {
                    if (isLong && Sse.IsSupported && column % line == 0)
                    {
                        for (int i = 0; i < V.Count; i++)
                        {
                            Sse.Prefetch0(source + column + ((V.Count + i) * fromStride));
                        }
                    }
                    V.LoadColumns(source + column, starts, out V c0, out V c1, out V c2, out V c3);
                    c0.Store(target);
                    c1.Store(target + toStride);
                    c2.Store(target + (2 * toStride));
                    c3.Store(target + (3 * toStride));
                }
                Rest(from, fromStride, to, toStride, r, r + V.Count, column, last);
            }
        }
        return end;
    }

    private static void Rest<T>(T* from, nint fromStride, T* to, int toStride, int row, int rows, int firstColumn, int columns)
        where T : unmanaged
    {
        for (; row < rows; row++)
        {
            T* source = from + (row * fromStride);
            for (int column = firstColumn; column < columns; column++)
            {
                to[(column * toStride) + row] = source[column];
            }
        }
    }
}
