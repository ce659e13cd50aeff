using Strata.Kernels.Random;
using Strata.Kernels.Simd;
using Strata.Kernels.Tests.Threading;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Tests.Random;

[Collection(WorkersCollection.Name)]
public sealed class SamplingTests : IDisposable
{
    private const int Many = 1_000_003;
    private static readonly Philox s_generator = new(42, 7);
    private readonly int _count = Workers.Count;

    public void Dispose() => Workers.Count = _count;

    [Fact]
    public void Uniform_numbers_fill_their_range_evenly()
    {
        float[] y = new float[Many];
        Sampling.Uniform(s_generator, 0, y, -2f, 3f);
        Assert.All(y, v => Assert.InRange(v, -2f, MathF.BitDecrement(3f)));
        Moments(y.Select(v => (double)v), 0.5, 25.0 / 12);
        int[] bins = new int[50];
        foreach (float v in y)
        {
            bins[(int)((v + 2) * 10)]++;
        }
        // χ² with 49 degrees of freedom is above 94.6 once in 10,000 times.
        Assert.InRange(bins.Sum(n => Math.Pow(n - (Many / 50.0), 2) / (Many / 50.0)), 15, 94.6);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_the_tails_of_their_law()
    {
        double[] y = new double[Many];
        Sampling.Normal(s_generator, 3, y, 1.5, 2);
        Moments(y, 1.5, 4);
        double[] z = [.. y.Select(v => (v - 1.5) / 2)];
        Assert.Equal(0, z.Average(v => v * v * v), 0.02);
        Assert.Equal(3, z.Average(v => v * v * v * v), 0.05);
        Assert.Equal(0.0455, z.Average(v => Math.Abs(v) > 2 ? 1 : 0), 0.001);
        Assert.Equal(0.0027, z.Average(v => Math.Abs(v) > 3 ? 1 : 0), 0.0003);
        Assert.Equal(0, z.Zip(z.Skip(1), (a, b) => a * b).Average(), 0.005);
    }

    [Fact]
    public void Bernoulli_numbers_are_as_often_one_as_they_should_be()
    {
        float[] y = new float[Many];
        Sampling.Bernoulli(s_generator, 0, y, 0.3f);
        Assert.All(y, v => Assert.True(v is 0 or 1));
        Assert.Equal(0.3, y.Average(), 0.002);
        Sampling.Bernoulli(s_generator, 0, y, 0f);
        Assert.DoesNotContain(1f, y);
        Sampling.Bernoulli(s_generator, 0, y, 1f);
        Assert.DoesNotContain(0f, y);
        float[] p = [.. Enumerable.Range(0, Many).Select(i => i % 4 / 3f)];
        Sampling.Bernoulli(s_generator, 0, p, y);
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(k / 3.0, y.Where((_, i) => i % 4 == k).Average(), 0.003);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(1029)]
    public void What_is_kept_is_scaled_and_is_what_a_coin_of_the_same_counters_says(int n)
    {
        double[] x = [.. Enumerable.Range(1, n).Select(i => (double)i)], y = new double[n], coins = new double[n];
        Sampling.Keep(s_generator, 11, x, y, 0.7, 1 / 0.7);
        Sampling.Bernoulli(s_generator, 11, coins, 0.7);
        Assert.Equal(x.Zip(coins, (v, coin) => coin * v * (1 / 0.7)), y);
        float[] single = [.. x.Select(v => (float)v)], singleCoins = new float[n];
        Sampling.Bernoulli(s_generator, 11, singleCoins, 0.7f);
        float[] expected = [.. single.Zip(singleCoins, (v, coin) => coin * v * 2)];
        Sampling.Keep(s_generator, 11, single, single, 0.7f, 2);
        Assert.Equal(expected, single);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(1029)]
    public void Normal_numbers_are_the_formulas_of_Box_and_Muller_on_all_registers(int n)
    {
        float[] u = new float[n + 1], narrow = new float[n], middle = new float[n], wide = new float[n];
        Sampling.Uniform(s_generator, 4, u, 0f, 1f);
        Sampling.Normal<float, Bits128>(s_generator, 4, narrow, 1, 2);
        Sampling.Normal<float, Bits256>(s_generator, 4, middle, 1, 2);
        Sampling.Normal<float, Bits512>(s_generator, 4, wide, 1, 2);
        for (int i = 0; i < n; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - (double)u[i & ~1])), angle = Math.Tau * u[i | 1];
            double expected = 1 + (2 * radius * (i % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle)));
            Assert.Equal(expected, narrow[i], 1e-5);
            Assert.Equal(expected, middle[i], 1e-5);
            Assert.Equal(expected, wide[i], 1e-5);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(1000)]
    public void A_permutation_has_each_number_once(int n)
    {
        int[] y = new int[n];
        Sampling.Permutation(s_generator, 5, y);
        Assert.Equal(Enumerable.Range(0, n), y.Order());
    }

    [Fact]
    public void All_orders_of_three_are_equally_likely()
    {
        var seen = new Dictionary<string, int>();
        int[] y = new int[3];
        for (ulong i = 0; i < 60_000; i++)
        {
            Sampling.Permutation(s_generator, i * 3, y);
            string order = string.Join("", y);
            seen[order] = seen.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, seen.Count);
        Assert.All(seen.Values, n => Assert.InRange(n, 9_600, 10_400));
    }

    [Fact]
    public void Counters_neighbouring_fills_and_threads_do_not_change_a_number()
    {
        float[] whole = new float[100_000], head = new float[40_000], tail = new float[60_000], alone = new float[100_000];
        Sampling.Normal(s_generator, 9, whole, 0f, 1f);
        Sampling.Normal(s_generator, 9, head, 0f, 1f);
        Sampling.Normal(s_generator, 9 + Sampling.CountersFor<float>(head.Length), tail, 0f, 1f);
        Numbers.AssertSameBits<float>(whole, [.. head, .. tail]);
        Workers.Count = 1;
        Sampling.Normal(s_generator, 9, alone, 0f, 1f);
        Workers.Count = 3;
        Sampling.Normal(s_generator, 9, head, 0f, 1f);
        Numbers.AssertSameBits<float>(whole, alone);
        Numbers.AssertSameBits<float>(whole.AsSpan(0, head.Length), head);
        Sampling.Normal(new Philox(42, 8), 9, alone, 0f, 1f);
        Assert.NotEqual(whole, alone);
    }

    private static void Moments(IEnumerable<double> y, double mean, double variance)
    {
        double m = y.Average(), error = Math.Sqrt(variance / Many);
        Assert.Equal(mean, m, 5 * error);
        Assert.Equal(variance, y.Average(v => (v - m) * (v - m)), 0.01 * variance);
    }
}
