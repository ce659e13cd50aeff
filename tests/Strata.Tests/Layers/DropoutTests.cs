using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class DropoutTests
{
    [Fact]
    public void Training_drops_about_the_rate_and_keeps_the_mean()
    {
        float[] y = new Dropout(0.2).Forward(Tensor.Ones([100, 1000]), Training()).ToArray<float>();
        Assert.Equal([0f, 1.25f], y.Distinct().Order());
        Assert.InRange(y.Average(), 0.99, 1.01); // the deviation of the mean is 0.0016
    }

    [Fact]
    public void Predictions_and_a_rate_of_zero_pass_the_input_on()
    {
        Tensor x = Tensor.Ones([2, 3]);
        Assert.Same(x, new Dropout(0.5).Forward(x));
        Assert.Same(x, new Dropout(0).Forward(x, Training()));
    }

    [Fact]
    public void Two_layers_of_one_step_drop_different_elements_and_so_do_two_steps()
    {
        Tensor x = Tensor.Ones([1, 100]);
        ForwardContext context = Training();
        float[] first = new Dropout(0.5).Forward(x, context).ToArray<float>();
        Assert.NotEqual(first, new Dropout(0.5).Forward(x, context).ToArray<float>());
        Assert.NotEqual(first, new Dropout(0.5).Forward(x, Training(2)).ToArray<float>());
        Assert.Equal(first, new Dropout(0.5).Forward(x, Training()).ToArray<float>());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_rate_is_a_probability_below_one(double rate) => Assert.StartsWith(
        "A dropout rate is a probability, from 0 to below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(rate)).Message);

    private static ForwardContext Training(ulong seed = 1) => ForwardContext.Training(new RandomStream(seed));
}
