using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Simd;

public sealed class SingleExponentialTests
{
    [Fact]
    public void It_is_within_1_5_units_in_the_last_place_from_the_least_to_the_largest_result()
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
    public void What_is_out_of_range_is_zero_or_infinite_and_NaN_stays()
    {
        float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f, 88.73f, -104, 0, -0f, float.Epsilon];
        float[] y = new float[x.Length];
        Strata.Kernels.Elementwise.Elementwise.Map<float, Exp<float>>(x, y, default);
        Assert.Equal([float.NaN, float.PositiveInfinity, 0, float.PositiveInfinity, 0, float.PositiveInfinity, 0, 1, 1, 1], y);
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
