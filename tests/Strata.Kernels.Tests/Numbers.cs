using System.Numerics;
using System.Runtime.InteropServices;

namespace Strata.Kernels.Tests;

/// <summary>Arrays of numbers from a seed, and how far results may be from what is expected.</summary>
internal static class Numbers
{
    /// <summary>2⁻²³ for float, 2⁻⁵² for double: the distance from 1 to the next number.</summary>
    public static double Epsilon<T>()
        where T : unmanaged => typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    /// <summary>Uniform numbers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static T[] Random<T>(int seed, int length, double low = -1, double high = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new System.Random(seed);
        var numbers = new T[length];
        for (int i = 0; i < length; i++)
        {
            numbers[i] = T.CreateTruncating(low + ((high - low) * random.NextDouble()));
        }
        return numbers;
    }

    public static double[] ToDouble<T>(T[] numbers)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(numbers, double.CreateTruncating);

    /// <summary>
    /// Each number is within <paramref name="relative"/> · |expected| + <paramref name="absolute"/> of what is expected, after that has been
    /// rounded to <typeparamref name="T"/>. Subnormal numbers count as zero; NaN and infinities must be met exactly.
    /// </summary>
    public static void AssertClose<T>(ReadOnlySpan<double> expected, ReadOnlySpan<T> actual, double relative, double absolute = 0, string what = "")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        double tiny = typeof(T) == typeof(float) ? 1.2e-38 : 2.3e-308;
        for (int i = 0; i < expected.Length; i++)
        {
            double e = double.CreateTruncating(T.CreateTruncating(expected[i])), a = double.CreateTruncating(actual[i]);
            bool close = double.IsFinite(e) ? Math.Abs(e - a) <= (relative * Math.Abs(e)) + absolute + tiny : e.Equals(a);
            if (!close)
            {
                Assert.Fail($"{what} {typeof(T).Name}: element {i} of {expected.Length} is {a:R}, expected {e:R}.");
            }
        }
    }

    /// <summary>Both hold the same bits, so that -0 and 0 differ and NaN equals itself.</summary>
    public static void AssertSameBits<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what = "")
        where T : unmanaged
    {
        Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)), $"{what} The bits differ.");
    }
}
