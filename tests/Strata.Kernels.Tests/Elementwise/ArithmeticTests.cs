using Strata.Kernels.Elementwise;
using static Strata.Kernels.Tests.Elementwise.ElementwiseContract;

namespace Strata.Kernels.Tests.Elementwise;

public class ArithmeticTests
{
    [Fact]
    public void Add_is_the_sum() => Zip(new Add<float>(), new Add<double>(), (a, b) => a + b, relative: 1);

    [Fact]
    public void Subtract_is_the_difference() => Zip(new Subtract<float>(), new Subtract<double>(), (a, b) => a - b, relative: 1);

    [Fact]
    public void Multiply_is_the_product() => Zip(new Multiply<float>(), new Multiply<double>(), (a, b) => a * b, relative: 1);

    [Fact]
    public void Divide_is_the_quotient() => Zip(new Divide<float>(), new Divide<double>(), (a, b) => a / b, relative: 1);

    [Fact]
    public void Minimum_is_the_smaller_and_NaN_wins() => Zip(new Minimum<float>(), new Minimum<double>(), Math.Min, relative: 0);

    [Fact]
    public void Maximum_is_the_larger_and_NaN_wins() => Zip(new Maximum<float>(), new Maximum<double>(), Math.Max, relative: 0);

    [Fact]
    public void Power_is_that_of_the_library() => Zip(new Power<float>(), new Power<double>(), Math.Pow);

    [Fact]
    public void MultiplyAdd_adds_to_the_product() =>
        Zip3(new MultiplyAdd<float>(), new MultiplyAdd<double>(), (a, b, c) => (a * b) + c, absolute: 64);
}
