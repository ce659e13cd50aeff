using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Gemm;

/// <summary>
/// The product's innermost loop: C[MR, NR] (+)= A-panel · B-panel, with C held in registers throughout. NR is two registers wide; MR is 12
/// where there are 32 registers (AVX-512, Arm64) and 6 where there are 16 (AVX2).
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>
    /// C[MR, NR] (+)= A-panel · B-panel for panels of <paramref name="mr"/> rows, of which the first <paramref name="rows"/> matter: six rows do for
    /// the upper half of a panel of twelve.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, V>(int depth, T* a, int mr, int rows, T* b, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (mr == 6 || rows <= 6)
        {
            Rows6<T, V>(depth, a, mr, b, c, rowStride, accumulate);
        }
        else
        {
            Rows12<T, V>(depth, a, b, c, rowStride, accumulate);
        }
    }

    /// <summary>C[6, 2V] (+)= Σ_p a[p, 0..6] ⊗ b[p, 0..2V], where a panel row of A is <paramref name="aWidth"/> wide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<T, V>(int depth, T* a, int aWidth, T* b, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        Prefetch(c, rowStride, 6);
        for (int p = 0; p < depth; p++)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count);
            V x = V.Create(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a[1]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a[2]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a[3]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            x = V.Create(a[4]);
            c40 = V.MultiplyAdd(x, b0, c40);
            c41 = V.MultiplyAdd(x, b1, c41);
            x = V.Create(a[5]);
            c50 = V.MultiplyAdd(x, b0, c50);
            c51 = V.MultiplyAdd(x, b1, c51);
            a += aWidth;
            b += 2 * V.Count;
        }
        Write<T, V>(c00, c01, c, accumulate);
        Write<T, V>(c10, c11, c + rowStride, accumulate);
        Write<T, V>(c20, c21, c + (2 * rowStride), accumulate);
        Write<T, V>(c30, c31, c + (3 * rowStride), accumulate);
        Write<T, V>(c40, c41, c + (4 * rowStride), accumulate);
        Write<T, V>(c50, c51, c + (5 * rowStride), accumulate);
    }

    /// <summary>C[12, 2V] (+)= Σ_p a[p, 0..12] ⊗ b[p, 0..2V].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows12<T, V>(int depth, T* a, T* b, T* c, nint rowStride, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        V c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        V c60 = default, c61 = default, c70 = default, c71 = default, c80 = default, c81 = default;
        V c90 = default, c91 = default, ca0 = default, ca1 = default, cb0 = default, cb1 = default;
        Prefetch(c, rowStride, 12);
        for (int p = 0; p < depth; p++)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count);
            V x = V.Create(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00);
            c01 = V.MultiplyAdd(x, b1, c01);
            x = V.Create(a[1]);
            c10 = V.MultiplyAdd(x, b0, c10);
            c11 = V.MultiplyAdd(x, b1, c11);
            x = V.Create(a[2]);
            c20 = V.MultiplyAdd(x, b0, c20);
            c21 = V.MultiplyAdd(x, b1, c21);
            x = V.Create(a[3]);
            c30 = V.MultiplyAdd(x, b0, c30);
            c31 = V.MultiplyAdd(x, b1, c31);
            x = V.Create(a[4]);
            c40 = V.MultiplyAdd(x, b0, c40);
            c41 = V.MultiplyAdd(x, b1, c41);
            x = V.Create(a[5]);
            c50 = V.MultiplyAdd(x, b0, c50);
            c51 = V.MultiplyAdd(x, b1, c51);
            x = V.Create(a[6]);
            c60 = V.MultiplyAdd(x, b0, c60);
            c61 = V.MultiplyAdd(x, b1, c61);
            x = V.Create(a[7]);
            c70 = V.MultiplyAdd(x, b0, c70);
            c71 = V.MultiplyAdd(x, b1, c71);
            x = V.Create(a[8]);
            c80 = V.MultiplyAdd(x, b0, c80);
            c81 = V.MultiplyAdd(x, b1, c81);
            x = V.Create(a[9]);
            c90 = V.MultiplyAdd(x, b0, c90);
            c91 = V.MultiplyAdd(x, b1, c91);
            x = V.Create(a[10]);
            ca0 = V.MultiplyAdd(x, b0, ca0);
            ca1 = V.MultiplyAdd(x, b1, ca1);
            x = V.Create(a[11]);
            cb0 = V.MultiplyAdd(x, b0, cb0);
            cb1 = V.MultiplyAdd(x, b1, cb1);
            a += 12;
            b += 2 * V.Count;
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
