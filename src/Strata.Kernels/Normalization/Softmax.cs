using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Normalization;

/// <summary>The normalized exponential of the rows of a matrix [rows, columns]. The row's largest element is taken off first, so nothing overflows.</summary>
public static unsafe class Softmax
{
    /// <summary>y[r, c] = exp(x[r, c]) / Σⱼ exp(x[r, j]). y may be x.</summary>
    /// <exception cref="ArgumentException">A span does not fit the matrix.</exception>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run<T, Widest>(x, y, rows, columns, Kind.Probability);

    /// <summary>y[r, c] = x[r, c] - ln Σⱼ exp(x[r, j]). y may be x.</summary>
    /// <exception cref="ArgumentException">A span does not fit the matrix.</exception>
    public static void LogForward<T>(ReadOnlySpan<T> x, Span<T> y, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run<T, Widest>(x, y, rows, columns, Kind.LogProbability);

    /// <summary>y[r] = ln Σⱼ exp(x[r, j]); -∞ for a row of no columns.</summary>
    /// <exception cref="ArgumentException">A span does not fit the matrix.</exception>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, Span<T> y, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Run<T, Widest>(x, y, rows, columns, Kind.LogSum);

    /// <summary>The gradient of <see cref="Forward"/>: dx = y ⊙ (dy - Σⱼ dyⱼ yⱼ), row by row; that is (diag(y) - y yᵀ) dy.</summary>
    /// <exception cref="ArgumentException">A span does not fit the matrix.</exception>
    public static void Gradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> y, Span<T> dx, int rows, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = dy.Length;
        Require.Length(count, Require.View(rows, 1, columns), nameof(dy));
        Require.Length(y.Length, count, nameof(y));
        Require.Length(dx.Length, count, nameof(dx));
        fixed (T* pdy = dy, py = y, pdx = dx)
        {
            Ranges.For<T, Widest, Backward<T>>(rows, Ranges.UnitsPerSlice(columns), new(pdy, py, pdx, columns));
        }
    }

    internal static void Run<T, TRegisters>(ReadOnlySpan<T> x, Span<T> y, int rows, int columns, Kind kind)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(x.Length, Require.View(rows, 1, columns), nameof(x));
        Require.Length(y.Length, kind == Kind.LogSum ? rows : x.Length, nameof(y));
        fixed (T* px = x, py = y)
        {
            Ranges.For<T, TRegisters, Rows<T>>(rows, Ranges.UnitsPerSlice(columns), new(px, py, columns, kind));
        }
    }

    /// <summary>What is made of a row.</summary>
    internal enum Kind
    {
        /// <summary>The probabilities.</summary>
        Probability,

        /// <summary>Their logarithms.</summary>
        LogProbability,

        /// <summary>The logarithm of the sum of exponentials alone.</summary>
        LogSum,
    }

    private readonly struct Rows<T>(T* x, T* y, int columns, Kind kind) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int row = start; row < end; row++)
            {
                T* source = x + ((nint)row * columns);
                T* target = y + ((nint)row * columns);
                T largest = Largest<V>(source);
                // A row of -∞ alone: nothing to take off.
                T shift = T.IsNegativeInfinity(largest) ? T.Zero : largest;
                if (kind == Kind.Probability)
                {
                    Scale<V>(target, T.One / Exponentials<V>(source, target, shift));
                    continue;
                }
                T logSum = shift + T.Log(Exponentials<V>(source, null, shift));
                if (kind == Kind.LogSum)
                {
                    y[row] = logSum;
                    continue;
                }
                int i = 0;
                for (; i <= columns - V.Count; i += V.Count)
                {
                    (V.Load(source + i) - V.Create(logSum)).Store(target + i);
                }
                for (; i < columns; i++)
                {
                    target[i] = source[i] - logSum;
                }
            }
        }

        [MethodImpl(Compiled.Alone)]
        private T Largest<V>(T* source)
            where V : struct, IVector<V, T>
        {
            V most = V.Create(T.NegativeInfinity);
            int i = 0;
            for (; i <= columns - V.Count; i += V.Count)
            {
                most = V.Max(most, V.Load(source + i));
            }
            T* lanes = stackalloc T[V.Count];
            most.Store(lanes);
            T largest = T.NegativeInfinity;
            for (int lane = 0; lane < V.Count; lane++)
            {
                largest = T.Max(largest, lanes[lane]);
            }
            for (; i < columns; i++)
            {
                largest = T.Max(largest, source[i]);
            }
            return largest;
        }

        // Σⱼ exp(xⱼ - shift); the exponentials are kept where there is a target.
        [MethodImpl(Compiled.Alone)]
        private T Exponentials<V>(T* source, T* target, T shift)
            where V : struct, IVector<V, T>
        {
            V sum = V.Create(T.Zero);
            int i = 0;
            for (; i <= columns - V.Count; i += V.Count)
            {
                V e = V.Exp(V.Load(source + i) - V.Create(shift));
                sum += e;
                if (target != null)
                {
                    e.Store(target + i);
                }
            }
            T total = V.Sum(sum);
            if (i < columns)
            {
                T* tail = stackalloc T[V.Count];
                V.Exp(V.LoadPartial(source + i, columns - i) - V.Create(shift)).Store(tail);
                for (int lane = 0; lane < columns - i; lane++)
                {
                    total += tail[lane];
                    if (target != null)
                    {
                        target[i + lane] = tail[lane];
                    }
                }
            }
            return total;
        }

        [MethodImpl(Compiled.Alone)]
        private void Scale<V>(T* target, T factor)
            where V : struct, IVector<V, T>
        {
            int i = 0;
            for (; i <= columns - V.Count; i += V.Count)
            {
                (V.Load(target + i) * V.Create(factor)).Store(target + i);
            }
            for (; i < columns; i++)
            {
                target[i] *= factor;
            }
        }
    }

    private readonly struct Backward<T>(T* dy, T* y, T* dx, int columns) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(Compiled.Alone)]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int row = start; row < end; row++)
            {
                nint at = (nint)row * columns;
                V products = V.Create(T.Zero);
                int i = 0;
                for (; i <= columns - V.Count; i += V.Count)
                {
                    V.AddProduct(ref products, V.Load(dy + at + i), V.Load(y + at + i));
                }
                T product = V.Sum(products);
                for (; i < columns; i++)
                {
                    product += dy[at + i] * y[at + i];
                }
                for (i = 0; i <= columns - V.Count; i += V.Count)
                {
                    (V.Load(y + at + i) * (V.Load(dy + at + i) - V.Create(product))).Store(dx + at + i);
                }
                for (; i < columns; i++)
                {
                    dx[at + i] = y[at + i] * (dy[at + i] - product);
                }
            }
        }
    }
}
