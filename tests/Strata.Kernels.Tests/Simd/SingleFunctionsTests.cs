using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Simd;

public sealed class SingleFunctionsTests
{
    [Fact]
    public void The_exponential_is_within_1_5_units_in_the_last_place_from_the_least_to_the_largest_result()
    {
        float[] x = new float[200_001];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = -104.5f + (i * (193.5f / (x.Length - 1)));
        }
        Check<Bits128>(x);
        Check<Bits256>(x);
        Check<Bits512>(x);
    }

    [Fact]
    public void An_exponential_out_of_range_is_zero_or_infinite_and_NaN_stays()
    {
        float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f, 88.73f, -104, 0, -0f, float.Epsilon];
        float[] y = new float[x.Length];
        Strata.Kernels.Elementwise.Elementwise.Map<float, Exp<float>>(x, y, default);
        Assert.Equal([float.NaN, float.PositiveInfinity, 0, float.PositiveInfinity, 0, float.PositiveInfinity, 0, 1, 1, 1], y);
    }

    [Fact]
    public void Logarithms_are_within_1_5_units_in_the_last_place_at_all_sizes()
    {
        float[] x = [.. Enumerable.Range(0, 200_001).Select(i => MathF.Pow(2, -149 + (i * (276.9f / 200_000)))), .. Enumerable.Range(-50_000, 100_001).Select(i => 1 + (i * 5e-6f)), 1];
        Check<Log<float>, Bits128>(x, Math.Log, 1.5, 0);
        Check<Log<float>, Bits256>(x, Math.Log, 1.5, 0);
        Check<Log<float>, Bits512>(x, Math.Log, 1.5, 0);
        float[] odd = [0, -0f, -1, float.NegativeInfinity, float.PositiveInfinity, float.NaN, float.Epsilon, float.MaxValue], y = new float[odd.Length];
        Strata.Kernels.Elementwise.Elementwise.Map<float, Log<float>>(odd, y, default);
        Assert.Equal(
            [float.NegativeInfinity, float.NegativeInfinity, float.NaN, float.NaN, float.PositiveInfinity, float.NaN, MathF.Log(float.Epsilon), MathF.Log(float.MaxValue)], y);
    }

    [Fact]
    public void Sines_and_cosines_are_within_1_5_units_in_the_last_place_or_1e_7_near_their_zeros()
    {
        float[] x = [.. Enumerable.Range(-100_000, 200_001).Select(i => i * 1e-4f), .. Enumerable.Range(-100_000, 200_001).Select(i => i * 0.12345f), 0, 1e-30f, 1e10f, -3e30f];
        Check<Sin<float>, Bits128>(x, Math.Sin, 1.5, 1e-7);
        Check<Sin<float>, Bits256>(x, Math.Sin, 1.5, 1e-7);
        Check<Sin<float>, Bits512>(x, Math.Sin, 1.5, 1e-7);
        Check<Cos<float>, Bits128>(x, Math.Cos, 1.5, 1e-7);
        Check<Cos<float>, Bits256>(x, Math.Cos, 1.5, 1e-7);
        Check<Cos<float>, Bits512>(x, Math.Cos, 1.5, 1e-7);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity], y = new float[3];
        Strata.Kernels.Elementwise.Elementwise.Map<float, Sin<float>>(odd, y, default);
        Assert.All(y, value => Assert.True(float.IsNaN(value)));
    }

    private static void Check<F, TRegisters>(float[] x, Func<double, double> function, double units, double absolute)
        where F : struct, IMap<float>
        where TRegisters : struct, IRegisters
    {
        float[] y = new float[x.Length];
        Strata.Kernels.Elementwise.Elementwise.Map<float, F, TRegisters>(x, y, default);
        for (int i = 0; i < x.Length; i++)
        {
            double exact = function(x[i]), unit = Math.ScaleB(1, (int)Math.Floor(Math.Log2(Math.Max(Math.Abs(exact), 1e-38))) - 23);
            Assert.True(Math.Abs(y[i] - exact) <= Math.Max(units * unit, absolute), $"f({x[i]:R}) came as {y[i]:R}, and is {exact:R}");
        }
    }

    private static void Check<TRegisters>(float[] x)
        where TRegisters : struct, IRegisters
    {
        float[] y = new float[x.Length];
        Strata.Kernels.Elementwise.Elementwise.Map<float, Exp<float>, TRegisters>(x, y, default);
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Math.Exp(x[i]);
            double unit = Math.Max(float.Epsilon, Math.ScaleB(1, (int)Math.Floor(Math.Log2(Math.Max(exact, 1e-45))) - 23));
            if (exact > float.MaxValue)
            {
                Assert.Equal(float.PositiveInfinity, y[i]);
            }
            else
            {
                Assert.True(Math.Abs(y[i] - exact) <= 1.5 * unit, $"exp({x[i]:R}) came as {y[i]:R}");
            }
        }
    }
}
