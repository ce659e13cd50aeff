using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>MaskingNoise and SaltAndPepper.</summary>
public class CorruptionTests
{
    private static ForwardContext Training() => ForwardContext.Training(new RandomStream(1));

    [Fact]
    public void Masking_noise_sets_its_share_to_zero_and_leaves_the_rest()
    {
        float[] y = new MaskingNoise(0.3).Forward(Tensor.Full([100, 1000], 0.7), Training()).ToArray<float>();
        Assert.Equal([0f, 0.7f], y.Distinct().Order());
        Assert.Equal(0.3, y.Count(v => v == 0) / 1e5, 0.01); // the deviation is 0.0014
    }

    [Fact]
    public void Salt_and_pepper_change_their_share_to_either_value_with_equal_chance()
    {
        float[] y = new SaltAndPepper(0.3, -1, 2).Forward(Tensor.Full([100, 1000], 0.7), Training()).ToArray<float>();
        Assert.Equal([-1f, 0.7f, 2f], y.Distinct().Order());
        Assert.Equal(0.15, y.Count(v => v == -1) / 1e5, 0.01);
        Assert.Equal(0.15, y.Count(v => v == 2) / 1e5, 0.01);
    }

    [Fact]
    public void Predictions_and_rates_of_zero_pass_the_input_on()
    {
        Tensor x = Tensor.Ones([2, 3]);
        Assert.Same(x, new MaskingNoise(0.5).Forward(x));
        Assert.Same(x, new SaltAndPepper(0.5).Forward(x));
        Assert.Same(x, new MaskingNoise(0).Forward(x, Training()));
        Assert.Same(x, new SaltAndPepper(0).Forward(x, Training()));
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.StartsWith("A dropout rate is a probability, from 0 to below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new MaskingNoise(1)).Message);
        Assert.StartsWith("A dropout rate is a probability, from 0 to below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new SaltAndPepper(-0.1)).Message);
        Assert.StartsWith("Salt and pepper are finite numbers", Assert.Throws<ArgumentOutOfRangeException>(() => new SaltAndPepper(0.1, salt: double.NaN)).Message);
    }
}
