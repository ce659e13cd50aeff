using System.Numerics;
using System.Runtime.CompilerServices;
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
        => Fill(generator, counter, y, new UniformNumbers<T>(low, high - low, T.BitDecrement(high)));

    /// <summary>Normal numbers by the method of Box and Muller (1958).</summary>
    public static void Normal<T>(Philox generator, ulong counter, Span<T> y, T mean, T deviation)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fill(generator, counter, y, new NormalNumbers<T>(mean, deviation));

    /// <summary>y[i] = 1 with the given probability, else 0. A probability of 1 never gives 0, and one of 0 never 1.</summary>
    public static void Bernoulli<T>(Philox generator, ulong counter, Span<T> y, T probability)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fill(generator, counter, y, new BernoulliNumbers<T>(probability));

    /// <summary>y[i] = 1 with probability p[i], else 0. y may be p.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Bernoulli<T>(Philox generator, ulong counter, ReadOnlySpan<T> p, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Length(p.Length, y.Length, nameof(p));
        fixed (T* pp = p)
        {
            Fill(generator, counter, y, new BernoulliByElement<T>(pp));
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

    private static int PerCounter<T>()
        where T : unmanaged
        => sizeof(T) == sizeof(double) ? 2 : 4;

    private static void Fill<T, TNumbers>(Philox generator, ulong counter, Span<T> y, TNumbers numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TNumbers : struct, INumbers<T>
    {
        fixed (T* py = y)
        {
            int slices = (y.Length + Ranges.ElementsPerSlice - 1) / Ranges.ElementsPerSlice;
            Workers.For(slices, new Filling<T, TNumbers>(generator, counter, py, y.Length, numbers));
        }
    }

    /// <summary>Makes numbers of the uniform ones, u in [0, 1), that two words or four give.</summary>
    private interface INumbers<T>
    {
        /// <summary>Two neighbouring numbers, at places i and i + 1, of two independent uniform ones.</summary>
        (T First, T Second) Pair(T u, T v, int i, int length);
    }

    private readonly struct Filling<T, TNumbers>(Philox generator, ulong counter, T* y, int length, TNumbers numbers) : ISlicedWork
        where T : unmanaged, IFloatingPointIeee754<T>
        where TNumbers : struct, INumbers<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int slice)
        {
            int start = slice * Ranges.ElementsPerSlice, end = Math.Min(length, start + Ranges.ElementsPerSlice);
            ulong at = counter + (ulong)(start / PerCounter<T>());
            for (int i = start; i < end;)
            {
                (uint a, uint b, uint c, uint d) = generator[at++];
                if (typeof(T) == typeof(double))
                {
                    Write(ref i, end, Unit(a, b), Unit(c, d));
                }
                else
                {
                    Write(ref i, end, Unit(a), Unit(b));
                    Write(ref i, end, Unit(c), Unit(d));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write(ref int i, int end, T u, T v)
        {
            if (i < end)
            {
                (T first, T second) = numbers.Pair(u, v, i, length);
                y[i++] = first;
                if (i < end)
                {
                    y[i++] = second;
                }
            }
        }

        private static T Unit(uint word) => T.CreateTruncating((word >> 8) * (1f / (1 << 24)));

        private static T Unit(uint high, uint low) => T.CreateTruncating(((((ulong)high << 32) | low) >> 11) * (1.0 / (1L << 53)));
    }

    private readonly struct UniformNumbers<T>(T low, T width, T most) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Rounding can carry low + u · width up to high itself.
        public (T First, T Second) Pair(T u, T v, int i, int length) => (T.Min(low + (u * width), most), T.Min(low + (v * width), most));
    }

    private readonly struct NormalNumbers<T>(T mean, T deviation) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public (T First, T Second) Pair(T u, T v, int i, int length)
        {
            T radius = deviation * T.Sqrt(T.CreateTruncating(-2) * T.Log(T.One - u));
            (T sin, T cos) = T.SinCosPi(v + v);
            return (mean + (radius * cos), mean + (radius * sin));
        }
    }

    private readonly struct BernoulliNumbers<T>(T probability) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public (T First, T Second) Pair(T u, T v, int i, int length)
            => (u < probability ? T.One : T.Zero, v < probability ? T.One : T.Zero);
    }

    private readonly struct BernoulliByElement<T>(T* p) : INumbers<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public (T First, T Second) Pair(T u, T v, int i, int length)
            => (u < p[i] ? T.One : T.Zero, i + 1 < length && v < p[i + 1] ? T.One : T.Zero);
    }
}
