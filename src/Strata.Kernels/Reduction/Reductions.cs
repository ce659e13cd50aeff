using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Reduction;

/// <summary>
/// Reductions of an array seen as [outer, length, inner] to [outer, inner]. A long one is cut into pieces by its shape alone, and the pieces' results
/// are combined in order, so the same bits come out at any number of threads.
/// </summary>
public static unsafe class Reductions
{
    private const int NarrowInner = 256;

    /// <summary>y[o, i] = Σₗ x[o, l, i]; zero when the length is.</summary>
    /// <exception cref="ArgumentException">A span does not fit the view.</exception>
    public static void Sum<T>(ReadOnlySpan<T> x, Span<T> y, int outer, int length, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Reduce<T, Sum<T>, Widest>(x, y, outer, length, inner);

    /// <summary>y[o, i] = maxₗ x[o, l, i]; NaN wins, and -∞ comes of no elements.</summary>
    /// <exception cref="ArgumentException">A span does not fit the view.</exception>
    public static void Max<T>(ReadOnlySpan<T> x, Span<T> y, int outer, int length, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Reduce<T, Largest<T>, Widest>(x, y, outer, length, inner);

    /// <summary>y[o, i] = minₗ x[o, l, i]; NaN wins, and +∞ comes of no elements.</summary>
    /// <exception cref="ArgumentException">A span does not fit the view.</exception>
    public static void Min<T>(ReadOnlySpan<T> x, Span<T> y, int outer, int length, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Reduce<T, Smallest<T>, Widest>(x, y, outer, length, inner);

    /// <summary>y[o, i] = the first l with the largest x[o, l, i]; a NaN counts as the largest.</summary>
    /// <exception cref="ArgumentException">A span does not fit the view, or the length is zero while there are results to give.</exception>
    public static void ArgMax<T>(ReadOnlySpan<T> x, Span<int> y, int outer, int length, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Length(x.Length, Require.View(outer, length, inner), nameof(x));
        Require.Length(y.Length, Require.View(outer, 1, inner), nameof(y));
        if (length == 0 && y.Length > 0)
        {
            throw new ArgumentException("There is no largest of no elements.", nameof(length));
        }
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                ReadOnlySpan<T> column = x[((o * length * inner) + i)..];
                int best = 0;
                for (int l = 1; l < length; l++)
                {
                    T candidate = column[l * inner], largest = column[best * inner];
                    if (candidate > largest || (T.IsNaN(candidate) && !T.IsNaN(largest)))
                    {
                        best = l;
                    }
                }
                y[(o * inner) + i] = best;
            }
        }
    }

    internal static void Reduce<T, F, TRegisters>(ReadOnlySpan<T> x, Span<T> y, int outer, int length, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IReduction<T>
        where TRegisters : struct, IRegisters
    {
        Require.Length(x.Length, Require.View(outer, length, inner), nameof(x));
        Require.Length(y.Length, Require.View(outer, 1, inner), nameof(y));
        if (y.Length == 0)
        {
            return;
        }
        // Wide rows are shared out by columns, narrow ones by pieces of the length.
        bool wide = inner >= NarrowInner;
        int columns = wide ? Math.Min(inner, Math.Max(NarrowInner, Ranges.ElementsPerSlice / Math.Max(1, length))) : inner;
        int piece = wide ? length : Math.Max(1, Ranges.ElementsPerSlice / inner);
        int pieces = Math.Max(1, (int)((length + (long)piece - 1) / Math.Max(1, piece)));
        fixed (T* px = x, py = y)
        {
            T* target = pieces == 1 ? py : Scratch.Rent<T>(ScratchSlot.Partials, (long)y.Length * pieces);
            int blocks = ((inner - 1) / columns) + 1;
            int units = checked(outer * pieces * blocks);
            int perSlice = Ranges.UnitsPerSlice((long)Math.Min(piece, length) * columns);
            Ranges.For<T, TRegisters, Pieces<T, F>>(units, perSlice, new(px, target, length, inner, columns, blocks, piece, pieces));
            if (pieces > 1)
            {
                Ranges.For<T, TRegisters, Pieces<T, F>>(
                    outer * blocks, outer * blocks, new(target, py, pieces, inner, columns, blocks, pieces, pieces: 1));
            }
        }
    }

    /// <summary>Unit u is block u % blocks of columns, of piece (u / blocks) % pieces, of the outer index that is left.</summary>
    private readonly struct Pieces<T, F>(T* x, T* y, int length, int inner, int columns, int blocks, int piece, int pieces) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IReduction<T>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            for (int unit = start; unit < end; unit++)
            {
                int row = unit / blocks, first = (unit % blocks) * columns;
                int outer = row / pieces, begin = (row % pieces) * piece;
                int count = Math.Min(piece, length - begin);
                T* source = x + ((((nint)outer * length) + begin) * inner) + first;
                T* target = y + ((nint)row * inner) + first;
                if (inner == 1)
                {
                    *target = Along<V>(source, count);
                }
                else
                {
                    Across<V>(source, target, count, Math.Min(columns, inner - first));
                }
            }
        }

        // One contiguous run to one number: four registers side by side, so that their additions overlap.
        [MethodImpl(Compiled.Alone)]
        private static T Along<V>(T* x, int n)
            where V : struct, IVector<V, T>
        {
            F f = default;
            V neutral = V.Create(f.Neutral);
            V a = neutral, b = neutral, c = neutral, d = neutral;
            int i = 0;
            for (; i <= n - (4 * V.Count); i += 4 * V.Count)
            {
                a = f.Invoke(a, V.Load(x + i));
                b = f.Invoke(b, V.Load(x + i + V.Count));
                c = f.Invoke(c, V.Load(x + i + (2 * V.Count)));
                d = f.Invoke(d, V.Load(x + i + (3 * V.Count)));
            }
            T* lanes = stackalloc T[V.Count];
            f.Invoke(f.Invoke(a, b), f.Invoke(c, d)).Store(lanes);
            T result = f.Neutral;
            for (int lane = 0; lane < V.Count; lane++)
            {
                result = f.Combine(result, lanes[lane]);
            }
            for (; i < n; i++)
            {
                result = f.Combine(result, x[i]);
            }
            return result;
        }

        // Columns side by side: each stays in its register's lane while the rows pass.
        [MethodImpl(Compiled.Alone)]
        private void Across<V>(T* x, T* y, int rows, int width)
            where V : struct, IVector<V, T>
        {
            F f = default;
            V neutral = V.Create(f.Neutral);
            int i = 0;
            for (; i <= width - (4 * V.Count); i += 4 * V.Count)
            {
                V a = neutral, b = neutral, c = neutral, d = neutral;
                T* row = x + i;
                for (int l = 0; l < rows; l++, row += inner)
                {
                    a = f.Invoke(a, V.Load(row));
                    b = f.Invoke(b, V.Load(row + V.Count));
                    c = f.Invoke(c, V.Load(row + (2 * V.Count)));
                    d = f.Invoke(d, V.Load(row + (3 * V.Count)));
                }
                a.Store(y + i);
                b.Store(y + i + V.Count);
                c.Store(y + i + (2 * V.Count));
                d.Store(y + i + (3 * V.Count));
            }
            for (; i < width; i += V.Count)
            {
                V a = neutral;
                T* row = x + i;
                for (int l = 0; l < rows; l++, row += inner)
                {
                    a = f.Invoke(a, Lanes.Load<T, V>(row, width - i));
                }
                Lanes.Store<T, V>(a, y + i, width - i);
            }
        }
    }
}
