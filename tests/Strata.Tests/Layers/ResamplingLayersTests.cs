using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>AdaptiveAvgPool2D, GlobalMaxPool and UpSample2D. Figures from PyTorch 1.13 in float64.</summary>
public class ResamplingLayersTests
{
    // torch.arange(1., 21.).reshape(1, 1, 4, 5)
    private static readonly Tensor s_counted = Tensor.Wrap([.. Enumerable.Range(1, 20).Select(i => (double)i)], [1, 1, 4, 5]);

    private static readonly Tensor s_powers = Tensor.Wrap([1.0, 2, 4, 8, 16, 32], [1, 1, 2, 3]);

    [Fact]
    public void Adaptive_pooling_is_that_of_pytorch_for_fewer_and_for_more_places()
    {
        // F.adaptive_avg_pool2d(x, (3, 2)), (6, 1).
        Equal([4.5, 6.5, 9.5, 11.5, 14.5, 16.5], new AdaptiveAvgPool2D((3, 2)), s_counted);
        Equal([3, 5.5, 8, 13, 15.5, 18], new AdaptiveAvgPool2D((6, 1)), s_counted);
        Equal([10.5], new AdaptiveAvgPool2D(1), s_counted);
        Equal(s_counted.ToArray<double>(), new AdaptiveAvgPool2D((4, 5)), s_counted);
    }

    [Fact]
    public void The_nearest_element_is_repeated()
        => Equal([1, 1, 1, 2, 2, 2, 4, 4, 4, 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 8, 8, 8, 16, 16, 16, 32, 32, 32], new UpSample2D((2, 3)), s_powers);

    [Fact]
    public void Bilinear_interpolation_is_that_of_pytorch()
    {
        // F.interpolate(x, scale_factor=(2, 3), mode='bilinear', align_corners=False).
        Equal(
            [
                1, 1, 1.333333333333, 1.666666666667, 2, 2.666666666667, 3.333333333333, 4, 4,
                2.75, 2.75, 3.666666666667, 4.583333333333, 5.5, 7.333333333333, 9.166666666667, 11, 11,
                6.25, 6.25, 8.333333333333, 10.416666666667, 12.5, 16.666666666667, 20.833333333333, 25, 25,
                8, 8, 10.666666666667, 13.333333333333, 16, 21.333333333333, 26.666666666667, 32, 32,
            ],
            new UpSample2D((2, 3), Interpolation.Bilinear), s_powers);
    }

    [Fact]
    public void Global_pooling_takes_the_largest() => Equal([5, 8], new GlobalMaxPool(), Tensor.Wrap([1.0, 5, 3, 4, -5, 6, 8, 8], [1, 2, 2, 2]));

    [Fact]
    public void Sizes_that_make_no_sense_are_refused()
    {
        Assert.StartsWith("The output of a pooling must have at least one row and one column.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveAvgPool2D((1, 0))).Message);
        Assert.StartsWith("The factors of up-sampling must be at least 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new UpSample2D((0, 1))).Message);
        Assert.StartsWith("There is no such interpolation.", Assert.Throws<ArgumentOutOfRangeException>(() => new UpSample2D(2, (Interpolation)7)).Message);
    }

    private static void Equal(double[] expected, Layer layer, Tensor x)
        => Assert.Equal(expected, layer.Forward(x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-11);
}
