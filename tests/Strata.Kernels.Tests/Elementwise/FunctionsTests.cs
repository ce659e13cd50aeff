using Strata.Kernels.Elementwise;
using static Strata.Kernels.Tests.Elementwise.ElementwiseContract;
using Kernel = Strata.Kernels.Elementwise.Elementwise;

namespace Strata.Kernels.Tests.Elementwise;

public class FunctionsTests
{
    [Fact]
    public void Negate_changes_the_sign() => Map(new Negate<float>(), new Negate<double>(), x => -x, relative: 0);

    [Fact]
    public void Abs_takes_the_sign_away() => Map(new Abs<float>(), new Abs<double>(), Math.Abs, relative: 0);

    [Fact]
    public void Sign_is_one_with_the_sign_and_keeps_zero_and_NaN() =>
        Map(new Sign<float>(), new Sign<double>(), x => x > 0 ? 1 : x < 0 ? -1 : x, relative: 0);

    [Fact]
    public void Square_is_x_times_x() => Map(new Square<float>(), new Square<double>(), x => x * x, relative: 1);

    [Fact]
    public void Sqrt_is_the_root_and_NaN_below_zero() => Map(new Sqrt<float>(), new Sqrt<double>(), Math.Sqrt, relative: 1);

    [Fact]
    public void Reciprocal_is_one_over_x() => Map(new Reciprocal<float>(), new Reciprocal<double>(), x => 1 / x, relative: 1);

    [Fact]
    public void Exp_is_that_of_the_library() => Map(new Exp<float>(), new Exp<double>(), Math.Exp, -80, 80);

    [Fact]
    public void Log_is_that_of_the_library() => Map(new Log<float>(), new Log<double>(), Math.Log, 1e-6, 50);

    [Fact]
    public void Sin_is_that_of_the_library() => Map(new Sin<float>(), new Sin<double>(), Math.Sin, -50, 50, absolute: 2);

    [Fact]
    public void Cos_is_that_of_the_library() => Map(new Cos<float>(), new Cos<double>(), Math.Cos, -50, 50, absolute: 2);

    [Fact]
    public void Clamp_holds_x_between_its_limits_and_lets_NaN_through() =>
        Map(new Clamp<float>(-1.5f, 2), new Clamp<double>(-1.5, 2), x => double.IsNaN(x) ? x : Math.Clamp(x, -1.5, 2), relative: 0);

    [Fact]
    public void Affine_scales_and_shifts() => Map(new Affine<float>(3, -2), new Affine<double>(3, -2), x => (3 * x) - 2, absolute: 20);

    [Fact]
    public void Zero_keeps_its_sign()
    {
        Check(new Sign<float>(), [-0f, 0f]);
        Check(new Negate<float>(), [0f, -0f]);
        Check(new Abs<float>(), [0f, 0f]);
        Check(new Tanh<float>(), [-0f, 0f]);
        Check(new Sqrt<float>(), [-0f, 0f]);

        static void Check<F>(F f, float[] expected)
            where F : struct, IMap<float>
        {
            float[] y = new float[2];
            Kernel.Map([-0f, 0f], y, f);
            Numbers.AssertSameBits<float>(expected, y, typeof(F).Name);
        }
    }
}
