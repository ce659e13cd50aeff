using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public sealed class FrequencyWhiteningTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 0)]
    [InlineData(2, 5)]
    public void A_wave_is_multiplied_by_what_its_frequency_asks_for(int down, int across)
    {
        const int height = 12, width = 10;
        double[] wave = [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width)
                            select Math.Cos(Math.PI * down * (y + 0.5) / height) * Math.Cos(Math.PI * across * (x + 0.5) / width)];
        double f = double.Hypot(0.5 * down / height, 0.5 * across / width), gain = f * Math.Exp(-Math.Pow(f / 0.3, 4));
        double[] white = new FrequencyWhitening(0.3).Forward(Tensor.Wrap(wave, [1, 1, height, width])).ToArray<double>();
        Assert.All(wave.Zip(white), p => Assert.Equal(gain * p.First, p.Second, 1e-12));
    }

    [Fact]
    public void A_plain_picture_becomes_zero_and_every_channel_is_its_own()
    {
        Tensor x = RandomOps.Normal([2, 3, 6, 7], 0, 1, new RandomStream(1), DType.Float64);
        var layer = new FrequencyWhitening();
        Tensor y = layer.Forward(x), alone = new FrequencyWhitening().Forward(x.Reshape([6, 1, 6, 7]));
        Assert.All(y.ToArray<double>().Zip(alone.ToArray<double>()), p => Assert.Equal(p.First, p.Second, 1e-14));
        Assert.All(layer.Forward(x + 5).ToArray<double>().Zip(y.ToArray<double>()), p => Assert.Equal(p.Second, p.First, 1e-12));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrequencyWhitening(0));
    }
}
