using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Gemm;

/// <summary>y[n] (+)= x[k] · op(B): reading B once is all the work there is, so nothing is packed.</summary>
internal static unsafe class VectorProduct
{
    private const int ElementsPerSlice = 64 * 1024;
    private const int ElementsAhead = 512; // about as far as the third-level cache takes to answer

    /// <summary>B is [k, n], or stored [n, k] when <paramref name="transposeB"/>.</summary>
    public static void Run<T>(T* x, T* b, T* y, int n, int k, bool transposeB, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run<T, V512<T>>(x, b, y, n, k, transposeB, accumulate);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run<T, V256<T>>(x, b, y, n, k, transposeB, accumulate);
        }
        else
        {
            Run<T, V128<T>>(x, b, y, n, k, transposeB, accumulate);
        }
    }

    /// <summary>The same over registers of type <typeparamref name="V"/>.</summary>
    public static void Run<T, V>(T* x, T* b, T* y, int n, int k, bool transposeB, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        int unit = 4 * V.Count;
        int perSlice = Math.Max(unit, ElementsPerSlice / k / unit * unit);
        var work = new Columns<T, V>(x, b, y, n, k, perSlice, transposeB, accumulate);
        Workers.For((n + perSlice - 1) / perSlice, work);
    }

    private readonly struct Columns<T, V>(T* x, T* b, T* y, int n, int k, int perSlice, bool transposeB, bool accumulate) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        public void Run(int slice)
        {
            int start = slice * perSlice;
            int end = Math.Min(n, start + perSlice);
            if (transposeB)
            {
                Dots(start, end);
            }
            else
            {
                Combine(start, end);
            }
        }

        // y_j = Σ_p x_p B[j, p]: dot products, of four rows at a time.
        [MethodImpl(Compiled.Alone)]
        private void Dots(int start, int end)
        {
            int j = start;
            for (; j + 4 <= end; j += 4)
            {
                T* row0 = b + ((nint)j * k), row1 = row0 + k, row2 = row1 + k, row3 = row2 + k;
                V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
                int p = 0;
                for (; p + (2 * V.Count) <= k; p += 2 * V.Count)
                {
                    PrefetchRows(row0, p);
                    V left = V.Load(x + p), right = V.Load(x + p + V.Count);
                    V.AddProduct(ref a0, left, V.Load(row0 + p));
                    V.AddProduct(ref b0, right, V.Load(row0 + p + V.Count));
                    V.AddProduct(ref a1, left, V.Load(row1 + p));
                    V.AddProduct(ref b1, right, V.Load(row1 + p + V.Count));
                    V.AddProduct(ref a2, left, V.Load(row2 + p));
                    V.AddProduct(ref b2, right, V.Load(row2 + p + V.Count));
                    V.AddProduct(ref a3, left, V.Load(row3 + p));
                    V.AddProduct(ref b3, right, V.Load(row3 + p + V.Count));
                }
                for (; p < k; p += V.Count)
                {
                    V left = Lanes.Load<T, V>(x + p, k - p);
                    V.AddProduct(ref a0, left, Lanes.Load<T, V>(row0 + p, k - p));
                    V.AddProduct(ref a1, left, Lanes.Load<T, V>(row1 + p, k - p));
                    V.AddProduct(ref a2, left, Lanes.Load<T, V>(row2 + p, k - p));
                    V.AddProduct(ref a3, left, Lanes.Load<T, V>(row3 + p, k - p));
                }
                Write(V.Sum(a0 + b0), y + j);
                Write(V.Sum(a1 + b1), y + j + 1);
                Write(V.Sum(a2 + b2), y + j + 2);
                Write(V.Sum(a3 + b3), y + j + 3);
            }
            for (; j < end; j++)
            {
                T* row = b + ((nint)j * k);
                V s0 = default, s1 = default, s2 = default, s3 = default;
                int p = 0;
                for (; p + (4 * V.Count) <= k; p += 4 * V.Count)
                {
                    V.AddProduct(ref s0, V.Load(x + p), V.Load(row + p));
                    V.AddProduct(ref s1, V.Load(x + p + V.Count), V.Load(row + p + V.Count));
                    V.AddProduct(ref s2, V.Load(x + p + (2 * V.Count)), V.Load(row + p + (2 * V.Count)));
                    V.AddProduct(ref s3, V.Load(x + p + (3 * V.Count)), V.Load(row + p + (3 * V.Count)));
                }
                for (; p < k; p += V.Count)
                {
                    V.AddProduct(ref s0, Lanes.Load<T, V>(x + p, k - p), Lanes.Load<T, V>(row + p, k - p));
                }
                Write(V.Sum(s0 + s1 + (s2 + s3)), y + j);
            }
        }

        // Two registers of each of four rows, some way ahead, in these rows or the next four: the processor itself does not look beyond the page, which is about a row.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void PrefetchRows(T* row0, int p)
        {
            if (!Sse.IsSupported)
            {
                return;
            }
            nint ahead = p + ElementsAhead;
            T* row = row0 + (ahead < k ? ahead : ahead + (3 * (nint)k));
            for (int i = 0; i < 4; i++, row += k)
            {
                Sse.Prefetch0(row);
                if (2 * V.Count * sizeof(T) > 64)
                {
                    Sse.Prefetch0((byte*)row + 64);
                }
            }
        }

        // y = Σ_p x_p B[p, :]: four registers of y at a time, down the rows.
        [MethodImpl(Compiled.Alone)]
        private void Combine(int start, int end)
        {
            int j = start;
            for (; j + (4 * V.Count) <= end; j += 4 * V.Count)
            {
                V s0 = default, s1 = default, s2 = default, s3 = default;
                T* row = b + j;
                for (int p = 0; p < k; p++, row += n)
                {
                    V xp = V.Create(x[p]);
                    V.AddProduct(ref s0, xp, V.Load(row));
                    V.AddProduct(ref s1, xp, V.Load(row + V.Count));
                    V.AddProduct(ref s2, xp, V.Load(row + (2 * V.Count)));
                    V.AddProduct(ref s3, xp, V.Load(row + (3 * V.Count)));
                }
                Write(s0, y + j);
                Write(s1, y + j + V.Count);
                Write(s2, y + j + (2 * V.Count));
                Write(s3, y + j + (3 * V.Count));
            }
            for (; j < end; j += V.Count)
            {
                V sum = default;
                T* row = b + j;
                for (int p = 0; p < k; p++, row += n)
                {
                    V.AddProduct(ref sum, V.Create(x[p]), Lanes.Load<T, V>(row, end - j));
                }
                Lanes.Store<T, V>(accumulate ? Lanes.Load<T, V>(y + j, end - j) + sum : sum, y + j, end - j);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(T value, T* target) => *target = accumulate ? *target + value : value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(V value, T* target) => (accumulate ? V.Load(target) + value : value).Store(target);
    }
}
