using System.Numerics;
using Strata.Kernels.Reduction;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Reduction;

public sealed class ReductionsTests
{
    /// <summary>Views [outer, length, inner]: rows, columns, both forms of cutting, and nothing at all.</summary>
    public static TheoryData<int, int, int> Views =>
    [
        (1, 1, 1), (1, 17, 1), (3, 33, 1), (1, 100_000, 1), (2, 40_001, 1), (5, 0, 1), (0, 3, 4), (3, 4, 0),
        (1, 5, 3), (2, 7, 17), (1, 3000, 10), (2, 70_000, 3), (3, 9, 255), (1, 9, 256), (2, 31, 1000), (1, 2, 40_000), (2, 0, 300),
    ];

    [Theory]
    [MemberData(nameof(Views))]
    public void Sums_largest_and_smallest_are_those_of_a_plain_loop(int outer, int length, int inner)
    {
        Check<float>(outer, length, inner);
        Check<double>(outer, length, inner);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void All_registers_agree(int outer, int length, int inner)
    {
        double[] x = Numbers.Random<double>(3, outer * length * inner);
        double[] expected = Run<double, Bits128>(x), wide = Run<double, Bits256>(x), widest = Run<double, Bits512>(x);
        Numbers.AssertClose<double>(expected, wide, 1e-10, 1e-10);
        Numbers.AssertClose<double>(expected, widest, 1e-10, 1e-10);

        T[] Run<T, TRegisters>(T[] values)
            where T : unmanaged, IFloatingPointIeee754<T>
            where TRegisters : struct, IRegisters
        {
            var y = new T[outer * inner];
            Reductions.Reduce<T, Sum<T>, TRegisters>(values, y, outer, length, inner);
            return y;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void NaN_wins(int inner)
    {
        float[] x = Numbers.Random<float>(1, 50 * inner);
        x[37 * inner] = float.NaN;
        var y = new float[inner];
        Reductions.Max<float>(x, y, 1, 50, inner);
        Assert.True(float.IsNaN(y[0]));
        Reductions.Min<float>(x, y, 1, 50, inner);
        Assert.True(float.IsNaN(y[0]));
        int[] place = new int[inner];
        Reductions.ArgMax<float>(x, place, 1, 50, inner);
        Assert.Equal(37, place[0]);
    }

    [Fact]
    public void The_first_of_equal_largest_is_found()
    {
        int[] y = new int[2];
        Reductions.ArgMax<double>([1, 5, 3, 5, 3, 2], y, 1, 3, 2);
        Assert.Equal([1, 0], y);
        Reductions.ArgMax<double>([1, 3, 3, 5, 5, 2], y, 2, 3, 1);
        Assert.Equal([1, 0], y);
        Assert.Throws<ArgumentException>(() => Reductions.ArgMax<double>([], new int[2], 2, 0, 1));
    }

    [Fact]
    public void A_long_sum_of_floats_stays_exact_to_four_digits()
    {
        var x = new float[10_000_000];
        Array.Fill(x, 0.1f);
        float[] y = new float[1];
        Reductions.Sum<float>(x, y, 1, x.Length, 1);
        Assert.Equal(1_000_000.0, y[0], 50.0); // a plain loop gives 1,087,937
    }

    [Fact]
    public void Spans_of_the_wrong_length_are_refused()
        => Assert.Contains("5 elements, expected 6", Assert.Throws<ArgumentException>(() => Reductions.Sum<float>(new float[5], new float[3], 1, 2, 3)).Message);

    private static void Check<T>(int outer, int length, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] x = Numbers.Random<T>(outer + length + inner, outer * length * inner);
        double[] sum = new double[outer * inner], largest = new double[sum.Length], smallest = new double[sum.Length];
        Array.Fill(largest, double.NegativeInfinity);
        Array.Fill(smallest, double.PositiveInfinity);
        for (int i = 0; i < x.Length; i++)
        {
            int target = (i / (length * inner) * inner) + (i % inner);
            double value = double.CreateTruncating(x[i]);
            sum[target] += value;
            largest[target] = Math.Max(largest[target], value);
            smallest[target] = Math.Min(smallest[target], value);
        }
        var y = new T[sum.Length];
        Reductions.Sum<T>(x, y, outer, length, inner);
        Numbers.AssertClose<T>(sum, y, 0, Numbers.Epsilon<T>() * (10 + length), "sum");
        Reductions.Max<T>(x, y, outer, length, inner);
        Numbers.AssertClose<T>(largest, y, 0, 0, "largest");
        Reductions.Min<T>(x, y, outer, length, inner);
        Numbers.AssertClose<T>(smallest, y, 0, 0, "smallest");
        if (length > 0)
        {
            int[] places = new int[sum.Length];
            Reductions.ArgMax<T>(x, places, outer, length, inner);
            for (int i = 0; i < places.Length; i++)
            {
                int at = inner == 0 ? 0 : (((i / inner * length) + places[i]) * inner) + (i % inner);
                Assert.Equal(largest[i], double.CreateTruncating(x[at]));
            }
        }
    }
}
