using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>Turns short rows into columns: those of a matrix into a panel's lanes, those of a finished tile into the columns of its target.</summary>
internal static unsafe class Transposition
{
    private const int LineBytes = 64;

    /// <summary>to[c · <paramref name="toStride"/> + r] = from[r · <paramref name="fromStride"/> + c]: squares in registers, as many rows at a time as there are.</summary>
    public static void Run<T>(T* from, nint fromStride, T* to, int toStride, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int row = 0;
        if (typeof(T) == typeof(float))
        {
            if (Vector512.IsHardwareAccelerated && rows >= V512<T>.Count)
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
        // A few long rows are read to their ends; of many short ones whole lines at a time, one below the other, so that each row of the target is written on and on.
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
                if (typeof(V) == typeof(V512<float>) && Avx512F.IsSupported)
                {
                    for (; column + V.Count <= last; column += V.Count, target += V.Count * toStride)
                    {
                        Square((float*)(source + column), fromStride, (float*)target, toStride);
                    }
                }
                for (; column + 4 <= last; column += 4, target += 4 * toStride)
                {
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

    // Sixteen rows and columns. Each row is read once, as a whole: of rows pages apart, few lines have room in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* from, nint fromStride, float* to, nint toStride)
    {
        FourRows(from, fromStride, out var a0, out var a1, out var a2, out var a3);
        FourRows(from + (4 * fromStride), fromStride, out var b0, out var b1, out var b2, out var b3);
        FourRows(from + (8 * fromStride), fromStride, out var c0, out var c1, out var c2, out var c3);
        FourRows(from + (12 * fromStride), fromStride, out var d0, out var d1, out var d2, out var d3);
        FourColumns(a0, b0, c0, d0, to, toStride);
        FourColumns(a1, b1, c1, d1, to + toStride, toStride);
        FourColumns(a2, b2, c2, d2, to + (2 * toStride), toStride);
        FourColumns(a3, b3, c3, d3, to + (3 * toStride), toStride);
    }

    // Quarter q of register j: four rows of column 4q + j.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float* from, nint stride, out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3)
    {
        r0 = Vector512.Load(from);
        r1 = Vector512.Load(from + stride);
        r2 = Vector512.Load(from + (2 * stride));
        r3 = Vector512.Load(from + (3 * stride));
        V512<float>.TransposeQuarters(ref r0, ref r1, ref r2, ref r3);
    }

    // Every fourth column, of which each register has four rows in the same quarter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint toStride)
    {
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00), cd = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00);
        Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00).Store(to);
        Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01).Store(to + (4 * toStride));
        ab = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        cd = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00).Store(to + (8 * toStride));
        Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01).Store(to + (12 * toStride));
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
