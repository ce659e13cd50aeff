using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class ContrastNormTests
{
    [Fact]
    public void Global_contrast_normalization_gives_each_sample_mean_zero_and_the_wanted_deviation()
    {
        Tensor x = RandomOps.Uniform([3, 2, 4, 4], 0, 1, new RandomStream(1), DType.Float64);
        Tensor y = new GlobalContrastNorm(2).Forward(x);
        foreach (double[] sample in y.ToArray<double>().Chunk(32))
        {
            Assert.Equal(0, sample.Average(), 1e-12);
            Assert.Equal(4, sample.Average(v => v * v), 1e-9);
        }
        Assert.Equal([0.0, 0, 0], new GlobalContrastNorm().Forward(Tensor.Full([1, 3], 0.7, DType.Float64)).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        // (1, 3): mean 2, variance 1, so ±1/√(3 + 1).
        Assert.Equal([-0.5, 0.5], new GlobalContrastNorm(1, bias: 3).Forward(Tensor.Wrap([1.0, 3], [1, 2])).ToArray<double>());
    }

    [Fact]
    public void Local_contrast_normalization_is_its_formula()
    {
        const int channels = 2, height = 5, width = 6, radius = 1;
        const double deviation = 0.8;
        Tensor x = RandomOps.Uniform([1, channels, height, width], 0, 1, new RandomStream(4), DType.Float64);
        double[] pixels = x.ToArray<double>();
        double[] v = Subtract(pixels, LocalMean(pixels));
        double[] sigma = [.. LocalMean([.. v.Select(a => a * a)]).Select(Math.Sqrt)];
        double c = sigma.Average();
        double[] expected = [.. v.Select((a, i) => a / Math.Max(c, sigma[i % (height * width)]))];
        double[] actual = new LocalContrastNorm((2 * radius) + 1, deviation).Forward(x).ToArray<double>();
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12);

        double[] LocalMean(double[] p)
        {
            var mean = new double[height * width];
            for (int i = 0; i < mean.Length; i++)
            {
                double sum = 0, weights = 0;
                for (int dy = -radius; dy <= radius; dy++)
                {
                    for (int dx = -radius; dx <= radius; dx++)
                    {
                        int row = (i / width) + dy, column = (i % width) + dx;
                        if (row is < 0 or >= height || column is < 0 or >= width) continue;
                        double w = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * deviation * deviation));
                        weights += channels * w;
                        for (int k = 0; k < channels; k++) sum += w * p[(k * height * width) + (row * width) + column];
                    }
                }
                mean[i] = sum / weights;
            }
            return mean;
        }

        static double[] Subtract(double[] a, double[] b) => [.. a.Select((value, i) => value - b[i % b.Length])];
    }

    [Fact]
    public void An_even_picture_has_no_local_contrast()
    {
        Tensor y = new LocalContrastNorm().Forward(Tensor.Full([1, 1, 12, 12], 0.6, DType.Float64));
        Assert.All(y.ToArray<double>(), v => Assert.Equal(0, v, 1e-9));
    }

    [Fact]
    public void Gabor_filters_answer_to_their_orientation_and_not_to_even_areas()
    {
        var bank = new GaborBank(orientations: 4, wavelengths: 1, wavelength: 4, quadrature: true);
        float[] stripes = [.. Enumerable.Range(0, 32 * 32).Select(i => (float)Math.Cos(2 * Math.PI * (i % 32) / 4))]; // vertical stripes of wavelength 4
        Tensor y = bank.Forward(Tensor.Wrap(stripes, [1, 1, 32, 32]));
        Assert.Equal("[1, 8, 32, 32]", y.Shape.ToString());
        double[] energy = [.. Enumerable.Range(0, 4).Select(o => Energy(2 * o) + Energy((2 * o) + 1))];
        Assert.Equal(0, Array.IndexOf(energy, energy.Max()));
        Assert.True(energy[0] > 20 * energy[2], $"{energy[0]} along, {energy[2]} across");
        Assert.All(bank.Filters!.ToArray<float>().Chunk(bank.Filters.Shape[^1] * bank.Filters.Shape[^1]), f =>
        {
            Assert.Equal(0, f.Sum(), 1e-5);
            Assert.Equal(1, f.Sum(w => w * w), 1e-5);
        });

        // In the middle, away from the border.
        double Energy(int filter) => Math.Pow(y.AsSpan<float>()[(filter * 1024) + (16 * 32) + 16], 2);
    }

    [Fact]
    public void One_hot_rows_stand_for_whole_numbers()
    {
        var layer = new OneHot(3);
        Tensor y = layer.Forward(Tensor.Wrap([0, 2, 5], [3]));
        Assert.Equal([1f, 0, 0, 0, 0, 1, 0, 0, 0], y.ToArray<float>());
        Assert.Equal([0, 2], layer.Inverse(y.Slice(0, 0, 2)).ToArray<int>());
        Assert.Contains("OneHot takes back rows [..., 3], but got [2, 2].", Assert.Throws<ArgumentException>(() => layer.Inverse(Tensor.Zeros([2, 2]))).Message);
        Assert.Equal("[2, 4, 3]", new OneHot(3).Forward(Tensor.Zeros([2, 4])).Shape.ToString());
    }
}
