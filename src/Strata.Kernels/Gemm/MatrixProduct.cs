using System.Numerics;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>Matrix products over row-major spans.</summary>
public static unsafe class MatrixProduct
{
    /// <summary>
    /// C[m, n] = op(A) · op(B), or C += op(A) · op(B). op(A) is [m, k], stored as [k, m] when <paramref name="transposeA"/>; op(B) is [k, n], stored as
    /// [n, k] when <paramref name="transposeB"/>. With k = 0 the product is zero. C must not overlap A or B.
    /// </summary>
    /// <exception cref="ArgumentException">A span is shorter than its matrix.</exception>
    public static void Multiply<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k,
        bool transposeA = false, bool transposeB = false, bool accumulate = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        => MultiplyBatch(a, b, c, m, n, k, batch: 1, 0, 0, transposeA, transposeB, accumulate);

    /// <summary>
    /// <paramref name="batch"/> products of the same shape. Matrices of A and B follow each other at the distances <paramref name="strideA"/> and
    /// <paramref name="strideB"/> (0: the same matrix for all), those of C at m · n.
    /// </summary>
    /// <exception cref="ArgumentException">A span is shorter than its matrices.</exception>
    public static void MultiplyBatch<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k, int batch, int strideA, int strideB,
        bool transposeA = false, bool transposeB = false, bool accumulate = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(strideA);
        ArgumentOutOfRangeException.ThrowIfNegative(strideB);
        if (batch == 0 || m == 0 || n == 0)
        {
            return;
        }
        Require(a.Length, ((batch - 1L) * strideA) + ((long)m * k), nameof(a));
        Require(b.Length, ((batch - 1L) * strideB) + ((long)k * n), nameof(b));
        Require(c.Length, (long)batch * m * n, nameof(c));
        if (k == 0)
        {
            if (!accumulate)
            {
                c[..(batch * m * n)].Clear();
            }
            return;
        }
        fixed (T* pa = a, pb = b, pc = c)
        {
            var work = new Products<T>(pa, pb, pc, m, n, k, strideA, strideB, transposeA, transposeB, accumulate);
            if (batch == 1)
            {
                work.Run(0);
            }
            else
            {
                Workers.For(batch, work);
            }
        }
    }

    private static void Require(int length, long needed, string name)
    {
        if (length < needed)
        {
            throw new ArgumentException($"The span holds {length} elements, the matrices need {needed}.", name);
        }
    }

    private readonly struct Products<T>(
        T* a, T* b, T* c, int m, int n, int k, int strideA, int strideB, bool transposeA, bool transposeB, bool accumulate) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int slice)
        {
            T* ai = a + ((nint)slice * strideA);
            T* bi = b + ((nint)slice * strideB);
            T* ci = c + ((nint)slice * m * n);
            if (m == 1)
            {
                VectorProduct.Run(ai, bi, ci, n, k, transposeB, accumulate);
                return;
            }
            if (n == 1)
            {
                // (A b)ᵀ = bᵀ Aᵀ: A, stored [m, k], is then the transposed right matrix.
                VectorProduct.Run(bi, ai, ci, m, k, !transposeA, accumulate);
                return;
            }
            var left = transposeA ? new Matrix<T>(ai, 1, m) : new Matrix<T>(ai, k, 1);
            var right = transposeB ? new Matrix<T>(bi, k, 1) : new Matrix<T>(bi, 1, n);
            if (TransposedProduct.IsFaster(right, m, n, k))
            {
                TransposedProduct.Run(left, right, ci, m, n, k, accumulate);
            }
            else
            {
                PanelProduct.Run<T, Matrix<T>, RowMajor<T>>(left, right, new RowMajor<T>(ci, n), m, n, k, accumulate);
            }
        }
    }

    /// <summary>The plain product, the oracle of the fast one: same arguments as <see cref="Multiply"/>.</summary>
    internal static void Reference<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = accumulate ? c[(i * n) + j] : T.Zero;
                for (int p = 0; p < k; p++)
                {
                    sum += (transposeA ? a[(p * m) + i] : a[(i * k) + p]) * (transposeB ? b[(j * k) + p] : b[(p * n) + j]);
                }
                c[(i * n) + j] = sum;
            }
        }
    }
}
