using Strata.Autograd;
using Strata.Optimizers;
using Strata.Tensors;

namespace Strata.Tests.Optimizers;

public class ClippingTests
{
    [Fact]
    public void By_value_every_element_is_kept_within_the_limit() => Check(new ClipByValue(2), [2, -2, 0.5], [1]);

    [Fact]
    public void By_norm_each_gradient_is_shortened_on_its_own() => Check(new ClipByNorm(2.5), [1.5, -2, 0], [1], start: [3, -4, 0]);

    [Fact]
    public void By_global_norm_all_are_shortened_alike()
    {
        Check(new ClipByGlobalNorm(6.5), [1.5, -2, 0], [6], start: [3, -4, 0], other: 12); // the norm is 13
        Check(new ClipByGlobalNorm(13), [3, -4, 0], [12], start: [3, -4, 0], other: 12);
    }

    [Fact]
    public void Frozen_parameters_do_not_count()
    {
        Parameter w = new("w", Tensor.Wrap([0.0])), frozen = new("frozen", Tensor.Wrap([0.0])) { IsTrainable = false };
        (w.Gradient, frozen.Gradient) = (Tensor.Wrap([3.0]), Tensor.Wrap([100.0]));
        new Sgd(1) { Clipping = new ClipByGlobalNorm(5) }.Step([w, frozen]);
        Assert.Equal((-3, 0), (w.Value.ToScalar(), frozen.Value.ToScalar()));
    }

    [Fact]
    public void Gradients_of_zero_stay_zero()
    {
        foreach (Clipping clipping in (Clipping[])[new ClipByValue(1), new ClipByNorm(1), new ClipByGlobalNorm(1)])
        {
            Check(clipping, [0, 0, 0], [0], start: [0, 0, 0], other: 0);
        }
    }

    [Fact]
    public void A_limit_is_a_positive_number()
    {
        foreach (Func<object> make in (Func<object>[])[() => new ClipByValue(0), () => new ClipByNorm(-1), () => new ClipByGlobalNorm(double.NaN)])
        {
            Assert.StartsWith("The limit of a clipping must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(make).Message);
        }
    }

    // One step of gradient descent from zero at rate one: the way back is the clipped gradient. The decay sees weights of zero.
    private static void Check(Clipping clipping, double[] expected, double[] expectedOther, double[]? start = null, double other = 1)
    {
        Parameter w = new("w", Tensor.Zeros([3], DType.Float64)), b = new("b", Tensor.Zeros([1], DType.Float64));
        Tensor gradient = Tensor.Wrap(start ?? [3, -4, 0.5]);
        double[] before = gradient.ToArray<double>();
        (w.Gradient, b.Gradient) = (gradient, Tensor.Wrap([other]));
        new Sgd(1, weightDecay: 0.5) { Clipping = clipping }.Step([w, b]);
        Assert.Equal(expected, w.Value.ToArray<double>().Select(x => -x), (x, y) => Math.Abs(x - y) < 1e-14);
        Assert.Equal(expectedOther, b.Value.ToArray<double>().Select(x => -x), (x, y) => Math.Abs(x - y) < 1e-14);
        Assert.Equal(before, gradient.ToArray<double>()); // others may hold the tensor
    }
}
