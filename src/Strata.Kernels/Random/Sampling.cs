using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Random;

/// <summary>
/// Arrays of random numbers. Each sampler is a function of the generator, the first counter and the place in the array; it uses up
/// <see cref="CountersFor{T}"/> counters.
/// </summary>
public static unsafe class Sampling
{
    /// <summary>How many counters <paramref name="count"/> numbers of a type take: a counter gives four floats or two doubles.</summary>
    public static ulong CountersFor<T>(int count)
        where T : unmanaged
        => ((ulong)count + (ulong)PerCounter<T>() - 1) / (ulong)PerCounter<T>();

    /// <summary>Uniform numbers, low ≤ y[i] &lt; high, of 24 random bits for float and 53 for double.</summary>
    public static void Uniform<T>(Philox generator, ulong counter, Span<T> y, T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fill<T, Mapped<T, Interval<T>>, Widest>(generator, counter, y, new(new(low, high - low, T.BitDecrement(high))));

    /// <summary>Normal numbers by the method of Box and Muller (1958).</summary>
    public static void Normal<T>(Philox generator, ulong counter, Span<T> y, T mean, T deviation)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Normal<T, Widest>(generator, counter, y, mean, deviation);

    /// <summary>y[i] = 1 with the given probability, else 0. A probability of 1 never gives 0, and one of 0 never 1.</summary>
    public static void Bernoulli<T>(Philox generator, ulong counter, Span<T> y, T probability)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fill<T, Mapped<T, RightScalar<T, Coin<T>>>, Widest>(generator, counter, y, new(new(probability, default)));

    /// <summary>y[i] = 1 with probability p[i], else 0. y may be p.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Bernoulli<T>(Philox generator, ulong counter, ReadOnlySpan<T> p, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Length(p.Length, y.Length, nameof(p));
        fixed (T* pp = p)
        {
            Fill<T, Zipped<T, Coin<T>>, Widest>(generator, counter, y, new(pp, default));
        }
    }

    /// <summary>y[i] = scale · x[i] with the given probability, else 0. y may be x.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Keep<T>(Philox generator, ulong counter, ReadOnlySpan<T> x, Span<T> y, T probability, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Length(x.Length, y.Length, nameof(x));
        fixed (T* px = x)
        {
            Fill<T, Zipped<T, Kept<T>>, Widest>(generator, counter, y, new(px, new(probability, scale)));
        }
    }

    /// <summary>A random order of 0 to n - 1 (Fisher and Yates 1938, Durstenfeld 1964). Takes n counters.</summary>
    public static void Permutation(Philox generator, ulong counter, Span<int> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = i;
        }
        for (int i = y.Length - 1; i > 0; i--)
        {
            // The upper half of word · (i + 1): a number from 0 to i whose bias is below 2⁻³³.
            (uint a, uint b, _, _) = generator[counter + (ulong)i];
            int j = (int)Math.BigMul(((ulong)a << 32) | b, (ulong)i + 1, out _);
            (y[i], y[j]) = (y[j], y[i]);
        }
    }

    internal static void Normal<T, TRegisters>(Philox generator, ulong counter, Span<T> y, T mean, T deviation)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegisters : struct, IRegisters
        => Fill<T, NormalNumbers<T>, TRegisters>(generator, counter, y, new(mean, deviation));

    private static int PerCounter<T>()
        where T : unmanaged
        => sizeof(T) == sizeof(double) ? 2 : 4;

    private static void Fill<T, TNumbers, TRegisters>(Philox generator, ulong counter, Span<T> y, TNumbers numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TNumbers : struct, INumbers<T>
        where TRegisters : struct, IRegisters
    {
        fixed (T* py = y)
        {
            Ranges.For<T, TRegisters, Filling<T, TNumbers>>(y.Length, Ranges.ElementsPerSlice, new(generator, counter, py, numbers));
        }
    }

    /// <summary>Makes numbers of independent uniform ones.</summary>
    private interface INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y[0..count], which is at place i of the array, of the u in [0, 1) at the same places. There is room for a whole block of u.</summary>
        void Make<V>(T* u, T* y, int i, int count)
            where V : struct, IVector<V, T>;
    }

    private readonly struct Filling<T, TNumbers>(Philox generator, ulong counter, T* y, TNumbers numbers) : IRangeWork<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TNumbers : struct, INumbers<T>
    {
        private const int Block = 512;

        [SkipLocalsInit]
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, T>
        {
            uint* words = stackalloc uint[Block * sizeof(T) / sizeof(uint)];
            T* u = stackalloc T[Block];
            for (int i = start; i < end; i += Block)
            {
                int count = Math.Min(Block, end - i);
                int counters = (int)CountersFor<T>(count);
                generator.Words(counter + ((ulong)i / (ulong)PerCounter<T>()), counters, words);
                Units(words, u, counters * PerCounter<T>());
                numbers.Make<V>(u, y + i, i, count);
            }
        }

        private static void Units(uint* words, T* u, int count)
        {
            int i = 0;
            if (typeof(T) == typeof(float))
            {
                if (Vector512.IsHardwareAccelerated)
                {
                    for (; i + Vector512<uint>.Count <= count; i += Vector512<uint>.Count)
                    {
                        (Vector512.ConvertToSingle((Vector512.Load(words + i) >>> 8).AsInt32()) * (1f / (1 << 24))).Store((float*)u + i);
                    }
                }
                for (; i + Vector256<uint>.Count <= count; i += Vector256<uint>.Count)
                {
                    (Vector256.ConvertToSingle((Vector256.Load(words + i) >>> 8).AsInt32()) * (1f / (1 << 24))).Store((float*)u + i);
                }
                for (; i < count; i++)
                {
                    u[i] = T.CreateTruncating((words[i] >> 8) * (1f / (1 << 24)));
                }
                return;
            }
            for (; i < count; i++)
            {
                u[i] = T.CreateTruncating(((((ulong)words[2 * i] << 32) | words[(2 * i) + 1]) >> 11) * (1.0 / (1L << 53)));
            }
        }
    }

    /// <summary>f(u).</summary>
    private readonly struct Mapped<T, F>(F f) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IMap<T>
    {
        public void Make<V>(T* u, T* y, int i, int count)
            where V : struct, IVector<V, T>
            => Elementwise.Elementwise.MapRun<T, V, F>(u, y, count, f);
    }

    /// <summary>f(u, x) of an array's elements.</summary>
    private readonly struct Zipped<T, F>(T* x, F f) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where F : struct, IZip<T>
    {
        public void Make<V>(T* u, T* y, int i, int count)
            where V : struct, IVector<V, T>
            => Elementwise.Elementwise.ZipRun<T, V, F>(u, x + i, y, count, f);
    }

    // Rounding can carry low + u · width up to high itself.
    private readonly struct Interval<T>(T low, T width, T most) : IMap<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V u)
            where V : struct, IVector<V, T>
            => V.Min(V.Create(low) + (u * V.Create(width)), V.Create(most));
    }

    private readonly struct Coin<T> : IZip<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V u, V p)
            where V : struct, IVector<V, T>
            => V.Select(V.GreaterThan(p, u), V.Create(T.One), V.Create(T.Zero));
    }

    private readonly struct Kept<T>(T probability, T scale) : IZip<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V u, V x)
            where V : struct, IVector<V, T>
            => V.Select(V.GreaterThan(V.Create(probability), u), x * V.Create(scale), V.Create(T.Zero));
    }

    // Of each pair u, v of neighbours: √(-2 ln(1 - u)) times cos 2πv and sin 2πv.
    private readonly struct NormalNumbers<T>(T mean, T deviation) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Make<V>(T* u, T* y, int i, int count)
            where V : struct, IVector<V, T>
        {
            Polar<V>(u, count);
            Pairs<V>(u, y, count);
        }

        // Turns pairs of u into registers of radii and of angles, in turn. With the logarithm in one method and sine and cosine in another either is made part of its loop.
        [MethodImpl(Compiled.Alone)]
        private void Polar<V>(T* u, int count)
            where V : struct, IVector<V, T>
        {
            V one = V.Create(T.One), minusTwo = V.Create(T.CreateTruncating(-2)), turn = V.Create(T.Tau), half = V.Create(T.CreateTruncating(0.5));
            for (int j = 0; j < count; j += 2 * V.Count)
            {
                V.LoadPairs(u + j, out V radius, out V angle);
                (V.Create(deviation) * V.Sqrt(minusTwo * V.Log(one - radius))).Store(u + j);
                ((angle - half) * turn).Store(u + j + V.Count); // from -π to π, where sines are exact; half a turn changes both signs
            }
        }

        [SkipLocalsInit]
        [MethodImpl(Compiled.Alone)]
        private void Pairs<V>(T* u, T* y, int count)
            where V : struct, IVector<V, T>
        {
            T* last = stackalloc T[2 * V.Count];
            for (int j = 0; j < count; j += 2 * V.Count)
            {
                V radius = V.Load(u + j), angle = V.Load(u + j + V.Count);
                T* target = count - j >= 2 * V.Count ? y + j : last;
                V.StorePairs(V.Create(mean) - (radius * V.Cos(angle)), V.Create(mean) - (radius * V.Sin(angle)), target);
                if (target == last)
                {
                    new Span<T>(last, count - j).CopyTo(new Span<T>(y + j, count - j));
                }
            }
        }
    }
}
