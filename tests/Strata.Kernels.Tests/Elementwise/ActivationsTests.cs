using Strata.Kernels.Elementwise;
using static Strata.Kernels.Tests.Elementwise.ElementwiseContract;
using Kernel = Strata.Kernels.Elementwise.Elementwise;

namespace Strata.Kernels.Tests.Elementwise;

public class ActivationsTests
{
    [Fact]
    public void Sigmoid_is_the_logistic_function() => Map(new Sigmoid<float>(), new Sigmoid<double>(), Logistic, -30, 30);

    [Fact]
    public void Tanh_is_that_of_the_library_also_near_zero()
    {
        Map(new Tanh<float>(), new Tanh<double>(), Math.Tanh);
        Map(new Tanh<float>(), new Tanh<double>(), Math.Tanh, -1e-5, 1e-5);
    }

    [Fact]
    public void ScaledTanh_is_a_tanh_of_bx() =>
        Map(new ScaledTanh<float>(1.75f, 0.625f), new ScaledTanh<double>(1.75, 0.625), x => 1.75 * Math.Tanh(0.625 * x));

    [Fact]
    public void LeCuns_tanh_maps_one_to_one()
    {
        double[] y = new double[2];
        Kernel.Map([1.0, -1.0], y, ScaledTanh<double>.LeCun);
        Numbers.AssertClose<double>([1, -1], y, 1e-4);

        // From its value: b / a (a² - y²).
        Kernel.ZipScalar(1.0, [0.0, 1.7159], y, ScaledTanhGradient<double>.LeCun);
        Numbers.AssertClose<double>([1.7159 * 2 / 3, 0], y, 1e-15);
    }

    [Fact]
    public void Relu_is_the_positive_part() => Map(new Relu<float>(), new Relu<double>(), x => Math.Max(x, 0), relative: 0);

    [Fact]
    public void ReluOfSum_is_the_positive_part_of_a_sum() => Zip(new ReluOfSum<float>(), new ReluOfSum<double>(), (a, b) => Math.Max(a + b, 0), -1, 1);

    [Fact]
    public void LeakyRelu_has_a_slope_below_zero() =>
        Map(new LeakyRelu<float>(0.125f), new LeakyRelu<double>(0.125), x => x > 0 ? x : 0.125 * x, relative: 0);

    [Fact]
    public void Softplus_is_the_logarithm_of_one_plus_the_exponential() => Map(new Softplus<float>(), new Softplus<double>(), Plus, -30, 30);

    [Fact]
    public void The_gradient_of_sigmoid_comes_from_its_value() =>
        Zip(new SigmoidGradient<float>(), new SigmoidGradient<double>(), (dy, y) => dy * (y * (1 - y)), 0, 1);

    [Fact]
    public void The_gradient_of_tanh_comes_from_its_value() =>
        Zip(new TanhGradient<float>(), new TanhGradient<double>(), (dy, y) => dy * ((1 - y) * (1 + y)), -1, 1);

    [Fact]
    public void The_gradient_of_ScaledTanh_comes_from_its_value()
    {
        const double Slope = 0.625 / 1.75;
        Zip(
            new ScaledTanhGradient<float>(1.75f, 0.625f), new ScaledTanhGradient<double>(1.75, 0.625),
            (dy, y) => dy * (Slope * ((1.75 - y) * (1.75 + y))), -1.75, 1.75);
    }

    [Fact]
    public void The_gradient_of_Relu_passes_where_x_is_positive() =>
        Zip(new ReluGradient<float>(), new ReluGradient<double>(), (dy, x) => x > 0 ? dy : 0, relative: 0);

    [Fact]
    public void The_gradient_of_LeakyRelu_is_scaled_where_x_is_not_positive() =>
        Zip(new LeakyReluGradient<float>(0.125f), new LeakyReluGradient<double>(0.125), (dy, x) => x > 0 ? dy : 0.125 * dy, relative: 0);

    [Fact]
    public void The_gradient_of_Softplus_is_the_logistic_function()
    {
        Zip(new SoftplusGradient<float>(), new SoftplusGradient<double>(), (dy, x) => dy * Logistic(x), -20, 20, extremes: false);
        Map(
            new LeftScalar<float, SoftplusGradient<float>>(2, default), new LeftScalar<double, SoftplusGradient<double>>(2, default),
            x => 2 * Logistic(x));
    }

    [Fact]
    public void Sigmoid_and_tanh_saturate_exactly()
    {
        float[] y = new float[2];
        Kernel.Map([-1000f, 1000f], y, new Sigmoid<float>());
        Assert.Equal([0, 1], y);
        Kernel.Map([-1000f, 1000f], y, new Tanh<float>());
        Assert.Equal([-1, 1], y);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    // ln(1 + z) = 2 artanh(z / (2 + z)), which is exact for small z too.
    private static double Plus(double x)
    {
        double z = Math.Exp(-Math.Abs(x));
        return Math.Max(x, 0) + (2 * Math.Atanh(z / (2 + z)));
    }
}
