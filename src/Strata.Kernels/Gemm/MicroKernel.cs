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
    /// <summary>The next step's registers.</summary>
    void Next<V>(out V left, out V right)
        where V : struct, IVector<V, T>;
}

/// <summary>A panel, step after step.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct Panel<T>(T* panel) : IRightRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T* _next = panel;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next<V>(out V left, out V right)
        where V : struct, IVector<V, T>
    {
        left = V.Load(_next);
        right = V.Load(_next + V.Count);
        _next += 2 * V.Count;
    }
}

/// <summary>
/// The product's innermost loop: C[MR, NR] (+)= A · B over a few rows of A, with C held in registers throughout. NR is two registers wide; MR is at most 12 where
/// there are 32 registers (AVX-512, Arm64) and 6 where there are 16 (AVX2). Fewer than 4 rows would leave the adders waiting for each other.
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>
    /// C[rows, NR] (+)= A · B. Rows are computed by 4, 6 or 12: those of A beyond the last must be readable, those of C writable.
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
        else
        {
            Rows12<T, V, TRight>(depth, a, lane, step, right, c, rowStride, accumulate);
        }
    }

    /// <summary>How many rows <see cref="Run"/> computes when it is asked for so many: 4, 6 or 12.</summary>
    public static int Computed(int rows) => rows <= 4 ? 4 : rows <= 6 ? 6 : 12;

    /// <summary>How many of the rows that are left to do next, at most <paramref name="mr"/> (6 or 12), so that few are computed in vain.</summary>
    public static int Next(int left, int mr) => left >= mr - 1 && left != 8 ? Math.Min(left, mr) : Math.Min(left, left is 8 or <= 4 ? 4 : 6);

    /// <summary>C[4, 2V] (+)= Σ_p a[0..4, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default;
        Prefetch(c, rowStride, 4);
        for (int p = 0; p < depth; p++)
        {
            right.Next(out V b0, out V b1);
            V x = V.Create(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a[lane]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a[2 * lane]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a[3 * lane]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            a += step;
        }
        Write<T, V>(c00, c01, c, accumulate);
        Write<T, V>(c10, c11, c + rowStride, accumulate);
        Write<T, V>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V>(c30, c31, c + (3 * rowStride), accumulate);
    }

    /// <summary>C[6, 2V] (+)= Σ_p a[0..6, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        T* a3 = a + (3 * lane);
        Prefetch(c, rowStride, 6);
        for (int p = 0; p < depth; p++)
        {
            right.Next(out V b0, out V b1);
            V x = V.Create(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a[lane]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a[2 * lane]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a3[0]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            x = V.Create(a3[lane]);
            c40 = V.MultiplyAdd(x, b0, c40);
            c41 = V.MultiplyAdd(x, b1, c41);
            x = V.Create(a3[2 * lane]);
            c50 = V.MultiplyAdd(x, b0, c50);
            c51 = V.MultiplyAdd(x, b1, c51);
            a += step;
            a3 += step;
        }
        Write<T, V>(c00, c01, c, accumulate);
        Write<T, V>(c10, c11, c + rowStride, accumulate);
        Write<T, V>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V>(c30, c31, c + (3 * rowStride), accumulate);
        Write<T, V>(c40, c41, c + (4 * rowStride), accumulate);
        Write<T, V>(c50, c51, c + (5 * rowStride), accumulate);
    }

    /// <summary>C[12, 2V] (+)= Σ_p a[0..12, p] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows12<T, V, TRight>(int depth, T* a, nint lane, nint step, TRight right, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRight : struct, IRightRows<T>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        V c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
        V c90 = default, c91 = default, ca0 = default, ca1 = default, cb0 = default, cb1 = default;
        T* a3 = a + (3 * lane);
        T* a6 = a3 + (3 * lane);
        T* a9 = a6 + (3 * lane);
        Prefetch(c, rowStride, 12);
        for (int p = 0; p < depth; p++)
        {
            right.Next(out V b0, out V b1);
            V x = V.Create(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a[lane]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a[2 * lane]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a3[0]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            x = V.Create(a3[lane]);
            c40 = V.MultiplyAdd(x, b0, c40);
            c41 = V.MultiplyAdd(x, b1, c41);
            x = V.Create(a3[2 * lane]);
            c50 = V.MultiplyAdd(x, b0, c50);
            c51 = V.MultiplyAdd(x, b1, c51);
            x = V.Create(a6[0]);
            c60 = V.MultiplyAdd(x, b0, c60);
            c61 = V.MultiplyAdd(x, b1, c61);
            x = V.Create(a6[lane]);
            c70 = V.MultiplyAdd(x, b0, c70);
            c71 = V.MultiplyAdd(x, b1, c71);
            x = V.Create(a6[2 * lane]);
            c80 = V.MultiplyAdd(x, b0, c80);
            c81 = V.MultiplyAdd(x, b1, c81);
            x = V.Create(a9[0]);
            c90 = V.MultiplyAdd(x, b0, c90);
            c91 = V.MultiplyAdd(x, b1, c91);
            x = V.Create(a9[lane]);
            ca0 = V.MultiplyAdd(x, b0, ca0);
            ca1 = V.MultiplyAdd(x, b1, ca1);
            x = V.Create(a9[2 * lane]);
            cb0 = V.MultiplyAdd(x, b0, cb0);
            cb1 = V.MultiplyAdd(x, b1, cb1);
            a += step;
            a3 += step;
            a6 += step;
            a9 += step;
        }
        Write<T, V>(c00, c01, c, accumulate);
        Write<T, V>(c10, c11, c + rowStride, accumulate);
        Write<T, V>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V>(c30, c31, c + (3 * rowStride), accumulate);
        Write<T, V>(c40, c41, c + (4 * rowStride), accumulate);
        Write<T, V>(c50, c51, c + (5 * rowStride), accumulate);
        Write<T, V>(c60, c61, c + (6 * rowStride), accumulate);
        Write<T, V>(c70, c71, c + (7 * rowStride), accumulate);
        Write<T, V>(c80, c81, c + (8 * rowStride), accumulate);
        Write<T, V>(c90, c91, c + (9 * rowStride), accumulate);
        Write<T, V>(ca0, ca1, c + (10 * rowStride), accumulate);
        Write<T, V>(cb0, cb1, c + (11 * rowStride), accumulate);
    }

    // The tile of C is needed only after the loop: ask for it now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<T>(T* c, nint rowStride, int rows)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            for (int r = 0; r < rows; r++)
            {
                Sse.Prefetch0(c + (r * rowStride));
                Sse.Prefetch0((byte*)(c + (r * rowStride)) + 63);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, V>(V left, V right, T* c, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (accumulate)
        {
            left += V.Load(c);
            right += V.Load(c + V.Count);
        }
        left.Store(c);
        right.Store(c + V.Count);
    }
}
