using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>SpatialDropout, GaussianDropout, AlphaDropout and GaussianNoise.</summary>
public class NoiseTests
{
    public static TheoryData<Layer> Layers => [new SpatialDropout(0.3), new GaussianDropout(0.3), new AlphaDropout(0.3), new GaussianNoise(0.3)];

    private static ForwardContext Training() => ForwardContext.Training(new RandomStream(1));

    private static (double Mean, double Variance) Moments(IEnumerable<float> values)
    {
        double mean = values.Average();
        return (mean, values.Average(v => (v - mean) * (v - mean)));
    }

    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Predictions_pass_the_input_on_and_training_does_not(Layer layer)
    {
        Tensor x = Tensor.Ones([10, 10, 2]);
        Assert.Same(x, layer.Forward(x));
        Assert.NotEqual(x.ToArray<float>(), layer.Forward(x, Training()).ToArray<float>());
    }

    [Fact]
    public void Rates_of_zero_pass_the_input_on_in_training()
    {
        Tensor x = Tensor.Ones([2, 3, 2]);
        foreach (Layer layer in (Layer[])[new SpatialDropout(0), new GaussianDropout(0), new AlphaDropout(0), new GaussianNoise(0)])
        {
            Assert.Same(x, layer.Forward(x, Training()));
        }
    }

    [Fact]
    public void Spatial_dropout_drops_whole_channels_of_a_sample()
    {
        float[][] channels = [.. new SpatialDropout(0.2).Forward(Tensor.Ones([100, 100, 3, 2]), Training()).ToArray<float>().Chunk(6)];
        Assert.All(channels, c => Assert.Single(c.Distinct()));
        Assert.Equal([0f, 1.25f], channels.Select(c => c[0]).Distinct().Order());
        Assert.InRange(channels.Average(c => c[0]), 0.98, 1.02); // the deviation of the mean is 0.005
        Assert.NotEqual(channels[..100].Select(c => c[0]), channels[100..200].Select(c => c[0]));
    }

    [Fact]
    public void Gaussian_noise_has_mean_zero_and_its_deviation()
    {
        (double mean, double variance) = Moments(new GaussianNoise(0.5).Forward(Tensor.Full([100, 1000], 3), Training()).ToArray<float>());
        Assert.Equal(3, mean, 0.01); // its deviation is 0.0016
        Assert.Equal(0.25, variance, 0.01); // 0.0011
    }

    [Fact]
    public void Gaussian_dropout_has_the_factors_moments_of_dropout()
    {
        (double mean, double variance) = Moments(new GaussianDropout(0.2).Forward(Tensor.Full([100, 1000], 2), Training()).ToArray<float>());
        Assert.Equal(2, mean, 0.02);
        Assert.Equal(4 * 0.25, variance, 0.03);
    }

    [Fact]
    public void Alpha_dropout_keeps_mean_0_and_variance_1()
    {
        Tensor x = RandomOps.Normal([100, 1000], 0, 1, new RandomStream(2));
        float[] y = new AlphaDropout(0.2).Forward(x, Training()).ToArray<float>();
        (double mean, double variance) = Moments(y);
        Assert.Equal(0, mean, 0.02);
        Assert.Equal(1, variance, 0.03);
        float[] most = y.GroupBy(v => v).MaxBy(g => g.Count())!.ToArray();
        Assert.InRange(most.Length, 0.19 * y.Length, 0.21 * y.Length);
        Assert.True(most[0] < -1, "what is dropped goes far below zero");
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        foreach (Func<double, Layer> make in (Func<double, Layer>[])[r => new SpatialDropout(r), r => new GaussianDropout(r), r => new AlphaDropout(r)])
        {
            Assert.StartsWith("A dropout rate is a probability, from 0 to below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => make(1)).Message);
        }
        Assert.StartsWith("A standard deviation must be zero or a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianNoise(-1)).Message);
        Assert.Equal("SpatialDropout expects samples of shape [channels, height, width] or [channels, length], but got [4]. For features there is Dropout.",
            Assert.Throws<ShapeException>(() => new SpatialDropout(0.5).Build([4])).Message);
    }
}
