// What lies at the edge of ops' domains.

using Strata.Autograd;
using Strata.Losses;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Ops;

public sealed class EdgeTests
{
    [Fact]
    public void Masked_logits_of_minus_infinity_cost_nothing_where_they_are_not_the_target()
    {
        Tensor logits = Tensor.Wrap([double.NegativeInfinity, 0], [1, 2]);
        Assert.Equal(0, logits.SoftmaxCrossEntropy(Tensor.Wrap(new[] { 1 })).ToScalar());
        Assert.Equal(0, logits.SoftmaxCrossEntropy(Tensor.Wrap([0.0, 1], [1, 2])).ToScalar());
        Assert.Equal(double.PositiveInfinity, logits.SoftmaxCrossEntropy(Tensor.Wrap(new[] { 0 })).ToScalar());
    }

    [Fact]
    public void The_exponential_linear_unit_has_a_gradient_at_zero_and_far_away()
    {
        Tensor x = Tensor.Wrap([-1e4, 0, 1e4]);
        Assert.Equal([0, 1, 1], Differentiation.Gradient(v => v[0].Elu().Sum(), x)[0].ToArray<double>());
        Assert.Equal([-1, 0, 1e4], x.Elu().ToArray<double>());
    }

    [Fact]
    public void Large_logits_neither_overflow_nor_lose_the_loss()
    {
        Tensor logits = Tensor.Wrap([1000.0, -1000], [2]), targets = Tensor.Wrap([0.0, 1], [2]);
        Assert.Equal(1000, logits.SigmoidCrossEntropy(targets).ToScalar());
        Assert.Equal(0, logits.SigmoidCrossEntropy(1 - targets).ToScalar());
    }

    [Fact]
    public void Targets_of_another_arrangement_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => new MeanSquaredError().Forward(Tensor.Ones([2, 3, 4]), Tensor.Ones([2, 4, 3])));
        Assert.Contains("[2, 3, 4] with targets [2, 4, 3]", e.Message);
        Assert.Equal(0, new MeanSquaredError().Forward(Tensor.Ones([2, 1]), Tensor.Ones([2])).ToScalar());
    }

    [Fact]
    public void Biases_that_are_not_one_for_each_filter_are_refused()
    {
        Tensor x = Tensor.Ones([1, 1, 5, 5]), w = Tensor.Ones([2, 1, 3, 3]);
        Assert.Contains("takes a bias [2], but got [3].", Assert.Throws<ArgumentException>(() => x.Conv2D(w, bias: Tensor.Ones([3]))).Message);
        Assert.Contains("takes a bias [2], but got [2, 1].", Assert.Throws<ArgumentException>(() => x.Conv2D(w, bias: Tensor.Ones([2, 1]))).Message);
        Assert.Throws<ArgumentException>(() => x.Conv2D(w, bias: Tensor.Ones([2], DType.Float64)));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void A_convolution_gives_gradients_to_those_that_want_one(bool ofX, bool ofW, bool ofBias)
    {
        Tensor x = Tensor.Ones([1, 1, 5, 5]), w = Tensor.Ones([2, 1, 3, 3]), bias = Tensor.Ones([2]);
        (x.RequiresGradient, w.RequiresGradient, bias.RequiresGradient) = (ofX, ofW, ofBias);
        x.Conv2D(w, bias: bias).Sum().Backward();
        Assert.Equal((ofX, ofW, ofBias), (x.Gradient is not null, w.Gradient is not null, bias.Gradient is not null));
        if (ofBias)
        {
            Assert.Equal([9f, 9f], bias.Gradient!.ToArray<float>());
        }
    }

    [Theory]
    [InlineData(int.MaxValue, 1, 0)]
    [InlineData(1, 1, int.MaxValue)]
    public void Enormous_windows_are_refused_before_they_overflow(int dilation, int stride, int padding)
    {
        Tensor x = Tensor.Ones([1, 1, 5, 5]);
        Assert.ThrowsAny<Exception>(() => padding > 0
            ? x.MaxPool2D((2, 2), (stride, stride), (padding, padding))
            : x.Conv2D(Tensor.Ones([1, 1, 3, 3]), dilation: (dilation, 1)));
        Assert.Throws<ArgumentException>(() => Tensor.Zeros([1, 1, 0, 5]).MaxPool2D((4, 1), padding: (2, 0)));
    }

    [Theory]
    [InlineData(1.0, 1.0 + 1e-12)]
    [InlineData(-3e38, 3e38)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    public void Uniform_numbers_need_limits_that_the_type_can_tell_apart(double low, double high)
        => Assert.Throws<ArgumentException>(() => RandomOps.Uniform([3], low, high, new RandomStream(1)));

    [Fact]
    public void Deviations_and_probabilities_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomOps.Normal([3], 0, -1, new RandomStream(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomOps.Bernoulli([3], 2, new RandomStream(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones([3]).Dropout(1, new RandomStream(1)));
        Assert.Throws<NotSupportedException>(() => Tensor.Wrap(new short[3]));
    }
}
