using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Elementwise;

/// <summary>Element-wise work on arrays of different shapes.</summary>
public static unsafe class Broadcast
{
    private const int MaxRank = 16;

    /// <summary>
    /// y[i₀, i₁, …] = f(a[Σ iₔ·stridesA[d]], b[Σ iₔ·stridesB[d]]) for a contiguous y of the given shape. A stride of 0 repeats the input along
    /// that dimension. Neighbouring dimensions that both inputs walk through evenly are merged, so that the inner loop is as long as it can
    /// be. y may be the same span as an input that is not repeated and lies in the same order.
    /// </summary>
    /// <param name="a">The left input.</param>
    /// <param name="stridesA">Its step for each dimension, 0 or more.</param>
    /// <param name="b">The right input.</param>
    /// <param name="stridesB">Its step for each dimension, 0 or more.</param>
    /// <param name="y">The result, of exactly the shape's number of elements.</param>
    /// <param name="shape">The sizes of the result, at most 16; none is a single element, a zero among them is no work.</param>
    /// <param name="f">The formula.</param>
    /// <exception cref="ArgumentException">A span does not fit the shape, or the strides are not as many as the dimensions.</exception>
    public static void Zip<T, F>(
        ReadOnlySpan<T> a, ReadOnlySpan<int> stridesA, ReadOnlySpan<T> b, ReadOnlySpan<int> stridesB, Span<T> y, ReadOnlySpan<int> shape, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
        => Zip<T, F, Widest>(a, stridesA, b, stridesB, y, shape, f);

    internal static void Zip<T, F, TRegisters>(
        ReadOnlySpan<T> a, ReadOnlySpan<int> stridesA, ReadOnlySpan<T> b, ReadOnlySpan<int> stridesB, Span<T> y, ReadOnlySpan<int> shape, F f)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
        where TRegisters : struct, IRegisters
    {
        if (shape.Length > MaxRank || stridesA.Length != shape.Length || stridesB.Length != shape.Length)
        {
            throw new ArgumentException(
                $"The shape has {shape.Length} dimensions, the inputs have {stridesA.Length} and {stridesB.Length} strides; expected equal counts of at most {MaxRank}.",
                nameof(shape));
        }
        Require.Length(y.Length, Elements(shape), nameof(y));
        if (y.Length == 0)
        {
            return;
        }
        RequireReach(a.Length, stridesA, shape, nameof(a));
        RequireReach(b.Length, stridesB, shape, nameof(b));
        int* dimensions = stackalloc int[3 * MaxRank];
        var view = new View(dimensions, dimensions + MaxRank, dimensions + (2 * MaxRank), Merge(stridesA, stridesB, shape, dimensions));
        fixed (T* pa = a, pb = b, py = y)
        {
            Ranges.For<T, TRegisters, Zipping<T, F>>(y.Length, Ranges.ElementsPerSlice, new(pa, pb, py, view, f));
        }
    }

    private static long Elements(ReadOnlySpan<int> shape)
    {
        long elements = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            elements = size == 0 ? 0 : checked(elements * size);
        }
        return elements;
    }

    private static void RequireReach(int length, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape, string name)
    {
        long reach = 1;
        for (int d = 0; d < shape.Length; d++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(strides[d], name);
            reach = checked(reach + ((shape[d] - 1L) * strides[d]));
        }
        if (length < reach)
        {
            throw new ArgumentException($"The span holds {length} elements, the shape and strides reach {reach}.", name);
        }
    }

    // Leaves out dimensions of size one, and makes one of (d, d+1) where both strides of d are those of d+1 times its size.
    // Returns how many are left, at least one.
    private static int Merge(ReadOnlySpan<int> stridesA, ReadOnlySpan<int> stridesB, ReadOnlySpan<int> shape, int* dimensions)
    {
        int* sizes = dimensions, a = dimensions + MaxRank, b = dimensions + (2 * MaxRank);
        int rank = 0;
        for (int d = 0; d < shape.Length; d++)
        {
            if (shape[d] == 1)
            {
                continue;
            }
            if (rank > 0 && a[rank - 1] == (long)stridesA[d] * shape[d] && b[rank - 1] == (long)stridesB[d] * shape[d])
            {
                sizes[rank - 1] *= shape[d];
                a[rank - 1] = stridesA[d];
                b[rank - 1] = stridesB[d];
                continue;
            }
            sizes[rank] = shape[d];
            a[rank] = stridesA[d];
            b[rank++] = stridesB[d];
        }
        if (rank == 0)
        {
            sizes[0] = 1;
            a[0] = b[0] = 0;
            rank = 1;
        }
        return rank;
    }

    /// <summary>The merged dimensions: sizes and the two inputs' strides.</summary>
    private readonly struct View(int* sizes, int* stridesA, int* stridesB, int rank)
    {
        public int Inner => sizes[rank - 1];

        public int StepA => stridesA[rank - 1];

        public int StepB => stridesB[rank - 1];

        /// <summary>Where row number <paramref name="row"/>, a run along the last dimension, begins in each input.</summary>
        public void Row(int row, out nint a, out nint b)
        {
            a = b = 0;
            for (int d = rank - 2; d >= 0; d--)
            {
                (row, int i) = Math.DivRem(row, sizes[d]);
                a += (nint)i * stridesA[d];
                b += (nint)i * stridesB[d];
            }
        }
    }

    private readonly struct Zipping<T, F>(T* a, T* b, T* y, View view, F f) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
    {
        // start and end are places in y; the first and the last row may be cut.
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            int inner = view.Inner, stepA = view.StepA, stepB = view.StepB;
            (int row, int skip) = Math.DivRem(start, inner);
            while (start < end)
            {
                view.Row(row++, out nint offsetA, out nint offsetB);
                int n = Math.Min(inner - skip, end - start);
                Inner<V>(a + offsetA + ((nint)skip * stepA), stepA, b + offsetB + ((nint)skip * stepB), stepB, y + start, n);
                start += n;
                skip = 0;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Inner<V>(T* rowA, int stepA, T* rowB, int stepB, T* target, int n)
            where V : struct, IVector<V, T>
        {
            if (stepA == 1 && stepB == 1)
            {
                Elementwise.ZipRun<T, V, F>(rowA, rowB, target, n, f);
            }
            else if (stepA == 1 && stepB == 0)
            {
                Elementwise.MapRun<T, V, RightScalar<T, F>>(rowA, target, n, new(*rowB, f));
            }
            else if (stepA == 0 && stepB == 1)
            {
                Elementwise.MapRun<T, V, LeftScalar<T, F>>(rowB, target, n, new(*rowA, f));
            }
            else
            {
                Gathered<V>(rowA, stepA, rowB, stepB, target, n);
            }
        }

        // Any other steps: brought side by side first, a few registers at a time.
        [MethodImpl(Compiled.Alone)]
        private void Gathered<V>(T* rowA, int stepA, T* rowB, int stepB, T* target, int n)
            where V : struct, IVector<V, T>
        {
            const int Block = 64;
            T* sideA = stackalloc T[Block];
            T* sideB = stackalloc T[Block];
            for (int i = 0; i < n; i += Block)
            {
                int count = Math.Min(Block, n - i);
                for (int j = 0; j < count; j++)
                {
                    sideA[j] = rowA[(nint)(i + j) * stepA];
                    sideB[j] = rowB[(nint)(i + j) * stepB];
                }
                Elementwise.ZipRun<T, V, F>(sideA, sideB, target + i, count, f);
            }
        }
    }
}
