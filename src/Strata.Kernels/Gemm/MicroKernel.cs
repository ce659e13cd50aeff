using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>The right operand of the innermost loop: two registers for each step along the product's inner dimension.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IRightRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether only the left one of them counts: the other half of C is neither computed nor written.</summary>
    static virtual bool IsNarrow => false;

    /// <summary>The registers of one of the next steps.</summary>
    void At<V>(int step, out V left, out V right)
        where V : struct, IVector<V, T>;

    /// <summary>Goes on by several steps.</summary>
    void Advance<V>(int steps)
        where V : struct, IVector<V, T>;
}

/// <summary>The left operand of the innermost loop: a column for each step along the product's inner dimension. One pointer reaches three rows.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct LeftColumns<T>(T* first, nint lane, nint step)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T* _row0 = first, _row3 = first + (3 * lane), _row6 = first + (6 * lane), _row9 = first + (9 * lane);

    /// <summary>A register full of a row's element in the current column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly V At<V>(int row)
        where V : struct, IVector<V, T>
        => row switch
        {
            0 => V.Create(_row0[0]),
            1 => V.Create(_row0[lane]),
            2 => V.Create(_row0[2 * lane]),
            3 => V.Create(_row3[0]),
            4 => V.Create(_row3[lane]),
            5 => V.Create(_row3[2 * lane]),
            6 => V.Create(_row6[0]),
            7 => V.Create(_row6[lane]),
            8 => V.Create(_row6[2 * lane]),
            9 => V.Create(_row9[0]),
            10 => V.Create(_row9[lane]),
            _ => V.Create(_row9[2 * lane]),
        };

    /// <summary>Goes on to the next column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        _row0 += step;
        _row3 += step;
        _row6 += step;
        _row9 += step;
    }
}

/// <summary>Rows at a distance: those of a panel, or of a matrix as it lies in memory.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct PlainRows<T>(T* first, nint stride) : IRightRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T* _next = first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void At<V>(int step, out V left, out V right)
        where V : struct, IVector<V, T>
    {
        T* row = _next + (step * stride);
        left = V.Load(row);
        right = V.Load(row + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(int steps)
        where V : struct, IVector<V, T>
        => _next += steps * stride;
}

/// <summary>The left registers of rows at a distance.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct NarrowRows<T>(T* first, nint stride) : IRightRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T* _next = first;

    public static bool IsNarrow => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void At<V>(int step, out V left, out V right)
        where V : struct, IVector<V, T>
    {
        left = V.Load(_next + (step * stride));
        right = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(int steps)
        where V : struct, IVector<V, T>
        => _next += steps * stride;
}

/// <summary>
/// The product's innermost loop: C[MR, NR] (+)= A · B over a few rows of A, with C held in registers throughout. NR is two registers wide; MR is at most 12 where
/// there are 32 registers (AVX-512, Arm64) and 6 where there are 16 (AVX2). Fewer than 4 rows would leave the adders waiting for each other. Two steps are written out: four
/// are no faster, and what a program waits for at its start is above all that these loops are compiled. The left operand is made inside, of numbers in registers: copied from memory just written,
/// it would have every tile wait until the one before is stored.
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>
    /// C[rows, NR] (+)= A · B. Rows are computed by 4, 6, 8 or 12: those of A beyond the last must be readable, those of C writable.
    /// </summary>
    /// <param name="depth">Steps along the inner dimension.</param>
    /// <param name="a">Element (row, p) of A lies at row · <paramref name="lane"/> + p · <paramref name="step"/>.</param>
    /// <param name="rows">At most 12, and at most 6 on 16 registers.</param>
    /// <param name="right">B.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, V, TRight>(int depth, T* a, nint lane, nint step, int rows, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        if (rows <= 4)
        {
            Rows4<T, V, TRight>(depth, a, lane, step, right, c, rowStride, accumulate);
        }
        else if (rows <= 6)
        {
            Rows6<T, V, TRight>(depth, a, lane, step, right, c, rowStride, accumulate);
        }
        else if (rows <= 8)
        {
            Rows8<T, V, TRight>(depth, a, lane, step, right, c, rowStride, accumulate);
        }
        else
        {
            Rows12<T, V, TRight>(depth, a, lane, step, right, c, rowStride, accumulate);
        }
    }

    /// <summary>
    /// C[rows, columns] (+)= A · B, B's rows being <paramref name="bStep"/> apart. Of columns, V.Count are computed, or 2 · V.Count: those of B must be readable, those of C writable.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, V>(int depth, T* a, nint lane, nint step, int rows, T* b, nint bStep, int columns, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (columns <= V.Count)
        {
            Run<T, V, NarrowRows<T>>(depth, a, lane, step, rows, new(b, bStep), c, rowStride, accumulate);
        }
        else
        {
            Run<T, V, PlainRows<T>>(depth, a, lane, step, rows, new(b, bStep), c, rowStride, accumulate);
        }
    }

    /// <summary>How many rows the micro-kernel computes when it is asked for so many: 4, 6, 8 or 12.</summary>
    public static int Computed(int rows) => rows <= 4 ? 4 : rows <= 6 ? 6 : rows <= 8 ? 8 : 12;

    /// <summary>How many of the rows that are left to do next, at most <paramref name="mr"/> (6 or 12), so that few are computed in vain, and few four at a time, which just keep the adders busy.</summary>
    public static int Next(int left, int mr)
        => mr == 12 ? Math.Min(left, left is > 12 and <= 16 ? 8 : left == 10 ? 6 : 12) : Math.Min(left, left is 7 or 8 ? 4 : 6);

    /// <summary>C[4, 2V] (+)= Σ_p a[0..4, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(Compiled.Alone)]
    private static void Rows4<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        var left = new LeftColumns<T>(a, lane, step);
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default;
        T* ahead = c, last = c + (3 * rowStride);
        for (; depth > 0; depth -= 2)
        {
            Prefetch<T, V>(ref ahead, rowStride, last);
            Step4<T, V, TRight>(ref left, ref right, 0, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            if (depth == 1)
            {
                break;
            }
            Step4<T, V, TRight>(ref left, ref right, 1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            right.Advance<V>(2);
        }
        Write<T, V, TRight>(c00, c01, c, accumulate);
        Write<T, V, TRight>(c10, c11, c + rowStride, accumulate);
        Write<T, V, TRight>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V, TRight>(c30, c31, c + (3 * rowStride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step4<T, V, TRight>(
        ref LeftColumns<T> left, ref TRight right, int step,
        ref V c00, ref V c01, ref V c10, ref V c11, ref V c20, ref V c21,
        ref V c30, ref V c31)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        right.At(step, out V b0, out V b1);
        Row<T, V, TRight>(left.At<V>(0), b0, b1, ref c00, ref c01);
        Row<T, V, TRight>(left.At<V>(1), b0, b1, ref c10, ref c11);
        Row<T, V, TRight>(left.At<V>(2), b0, b1, ref c20, ref c21);
        Row<T, V, TRight>(left.At<V>(3), b0, b1, ref c30, ref c31);
        left.Next();
    }

    /// <summary>C[6, 2V] (+)= Σ_p a[0..6, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(Compiled.Alone)]
    private static void Rows6<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        var left = new LeftColumns<T>(a, lane, step);
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        T* ahead = c, last = c + (5 * rowStride);
        for (; depth > 0; depth -= 2)
        {
            Prefetch<T, V>(ref ahead, rowStride, last);
            Step6<T, V, TRight>(ref left, ref right, 0, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            if (depth == 1)
            {
                break;
            }
            Step6<T, V, TRight>(ref left, ref right, 1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            right.Advance<V>(2);
        }
        Write<T, V, TRight>(c00, c01, c, accumulate);
        Write<T, V, TRight>(c10, c11, c + rowStride, accumulate);
        Write<T, V, TRight>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V, TRight>(c30, c31, c + (3 * rowStride), accumulate);
        Write<T, V, TRight>(c40, c41, c + (4 * rowStride), accumulate);
        Write<T, V, TRight>(c50, c51, c + (5 * rowStride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step6<T, V, TRight>(
        ref LeftColumns<T> left, ref TRight right, int step,
        ref V c00, ref V c01, ref V c10, ref V c11, ref V c20, ref V c21,
        ref V c30, ref V c31, ref V c40, ref V c41, ref V c50, ref V c51)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        right.At(step, out V b0, out V b1);
        Row<T, V, TRight>(left.At<V>(0), b0, b1, ref c00, ref c01);
        Row<T, V, TRight>(left.At<V>(1), b0, b1, ref c10, ref c11);
        Row<T, V, TRight>(left.At<V>(2), b0, b1, ref c20, ref c21);
        Row<T, V, TRight>(left.At<V>(3), b0, b1, ref c30, ref c31);
        Row<T, V, TRight>(left.At<V>(4), b0, b1, ref c40, ref c41);
        Row<T, V, TRight>(left.At<V>(5), b0, b1, ref c50, ref c51);
        left.Next();
    }

    /// <summary>C[8, 2V] (+)= Σ_p a[0..8, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(Compiled.Alone)]
    private static void Rows8<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        var left = new LeftColumns<T>(a, lane, step);
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        V c60 = default, c61 = default, c70 = default, c71 = default;
        T* ahead = c, last = c + (7 * rowStride);
        for (; depth > 0; depth -= 2)
        {
            Prefetch<T, V>(ref ahead, rowStride, last);
            Step8<T, V, TRight>(ref left, ref right, 0, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);
            if (depth == 1)
            {
                break;
            }
            Step8<T, V, TRight>(ref left, ref right, 1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71);
            right.Advance<V>(2);
        }
        Write<T, V, TRight>(c00, c01, c, accumulate);
        Write<T, V, TRight>(c10, c11, c + rowStride, accumulate);
        Write<T, V, TRight>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V, TRight>(c30, c31, c + (3 * rowStride), accumulate);
        Write<T, V, TRight>(c40, c41, c + (4 * rowStride), accumulate);
        Write<T, V, TRight>(c50, c51, c + (5 * rowStride), accumulate);
        Write<T, V, TRight>(c60, c61, c + (6 * rowStride), accumulate);
        Write<T, V, TRight>(c70, c71, c + (7 * rowStride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step8<T, V, TRight>(
        ref LeftColumns<T> left, ref TRight right, int step,
        ref V c00, ref V c01, ref V c10, ref V c11, ref V c20, ref V c21,
        ref V c30, ref V c31, ref V c40, ref V c41, ref V c50, ref V c51,
        ref V c60, ref V c61, ref V c70, ref V c71)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        right.At(step, out V b0, out V b1);
        Row<T, V, TRight>(left.At<V>(0), b0, b1, ref c00, ref c01);
        Row<T, V, TRight>(left.At<V>(1), b0, b1, ref c10, ref c11);
        Row<T, V, TRight>(left.At<V>(2), b0, b1, ref c20, ref c21);
        Row<T, V, TRight>(left.At<V>(3), b0, b1, ref c30, ref c31);
        Row<T, V, TRight>(left.At<V>(4), b0, b1, ref c40, ref c41);
        Row<T, V, TRight>(left.At<V>(5), b0, b1, ref c50, ref c51);
        Row<T, V, TRight>(left.At<V>(6), b0, b1, ref c60, ref c61);
        Row<T, V, TRight>(left.At<V>(7), b0, b1, ref c70, ref c71);
        left.Next();
    }

    /// <summary>C[12, 2V] (+)= Σ_p a[0..12, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(Compiled.Alone)]
    private static void Rows12<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        var left = new LeftColumns<T>(a, lane, step);
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        V c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
        V c90 = default, c91 = default, ca0 = default, ca1 = default, cb0 = default, cb1 = default;
        T* ahead = c, last = c + (11 * rowStride);
        for (; depth > 0; depth -= 2)
        {
            Prefetch<T, V>(ref ahead, rowStride, last);
            Step12<T, V, TRight>(ref left, ref right, 0, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref ca0, ref ca1, ref cb0, ref cb1);
            if (depth == 1)
            {
                break;
            }
            Step12<T, V, TRight>(ref left, ref right, 1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51, ref c60, ref c61, ref c70, ref c71, ref c80, ref c81, ref c90, ref c91, ref ca0, ref ca1, ref cb0, ref cb1);
            right.Advance<V>(2);
        }
        Write<T, V, TRight>(c00, c01, c, accumulate);
        Write<T, V, TRight>(c10, c11, c + rowStride, accumulate);
        Write<T, V, TRight>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V, TRight>(c30, c31, c + (3 * rowStride), accumulate);
        Write<T, V, TRight>(c40, c41, c + (4 * rowStride), accumulate);
        Write<T, V, TRight>(c50, c51, c + (5 * rowStride), accumulate);
        Write<T, V, TRight>(c60, c61, c + (6 * rowStride), accumulate);
        Write<T, V, TRight>(c70, c71, c + (7 * rowStride), accumulate);
        Write<T, V, TRight>(c80, c81, c + (8 * rowStride), accumulate);
        Write<T, V, TRight>(c90, c91, c + (9 * rowStride), accumulate);
        Write<T, V, TRight>(ca0, ca1, c + (10 * rowStride), accumulate);
        Write<T, V, TRight>(cb0, cb1, c + (11 * rowStride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step12<T, V, TRight>(
        ref LeftColumns<T> left, ref TRight right, int step,
        ref V c00, ref V c01, ref V c10, ref V c11, ref V c20, ref V c21,
        ref V c30, ref V c31, ref V c40, ref V c41, ref V c50, ref V c51,
        ref V c60, ref V c61, ref V c70, ref V c71, ref V c80, ref V c81,
        ref V c90, ref V c91, ref V ca0, ref V ca1, ref V cb0, ref V cb1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        right.At(step, out V b0, out V b1);
        Row<T, V, TRight>(left.At<V>(0), b0, b1, ref c00, ref c01);
        Row<T, V, TRight>(left.At<V>(1), b0, b1, ref c10, ref c11);
        Row<T, V, TRight>(left.At<V>(2), b0, b1, ref c20, ref c21);
        Row<T, V, TRight>(left.At<V>(3), b0, b1, ref c30, ref c31);
        Row<T, V, TRight>(left.At<V>(4), b0, b1, ref c40, ref c41);
        Row<T, V, TRight>(left.At<V>(5), b0, b1, ref c50, ref c51);
        Row<T, V, TRight>(left.At<V>(6), b0, b1, ref c60, ref c61);
        Row<T, V, TRight>(left.At<V>(7), b0, b1, ref c70, ref c71);
        Row<T, V, TRight>(left.At<V>(8), b0, b1, ref c80, ref c81);
        Row<T, V, TRight>(left.At<V>(9), b0, b1, ref c90, ref c91);
        Row<T, V, TRight>(left.At<V>(10), b0, b1, ref ca0, ref ca1);
        Row<T, V, TRight>(left.At<V>(11), b0, b1, ref cb0, ref cb1);
        left.Next();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, V, TRight>(V a, V b0, V b1, ref V c0, ref V c1)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        V.AddProduct(ref c0, a, b0);
        if (!TRight.IsNarrow)
        {
            V.AddProduct(ref c1, a, b1);
        }
    }

    // The tile of C is needed only after the loop: ask for a row of it every few steps. All at once, they would have A and B wait for their turn in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<T, V>(ref T* c, nint rowStride, T* last)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(c);
            if (V.Count * sizeof(T) > 32)
            {
                Sse.Prefetch0((byte*)c + 64);
            }
            Sse.Prefetch0(c + (2 * V.Count) - 1);
            c = c == last ? c : c + rowStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, V, TRight>(V left, V right, T* c, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        Write<T, V>(left, c, accumulate);
        if (!TRight.IsNarrow)
        {
            Write<T, V>(right, c + V.Count, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, V>(V value, T* c, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => (accumulate ? value + V.Load(c) : value).Store(c);
}
