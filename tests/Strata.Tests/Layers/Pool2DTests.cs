using Strata.Initializers;
using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>MaxPool2D, AvgPool2D and SubSampling.</summary>
public class Pool2DTests
{
    // 1 2 3 / 4 5 6 / 7 8 9, and the same with the opposite sign as a second channel.
    private static readonly Tensor s_picture = Tensor.Wrap([.. Enumerable.Range(1, 9).Select(i => (float)i), .. Enumerable.Range(1, 9).Select(i => (float)-i)], [1, 2, 3, 3]);

    private static float[] Of(Layer layer) => layer.Forward(s_picture).ToArray<float>();

    [Fact]
    public void The_largest_of_windows_that_overlap_that_do_not_and_that_reach_over_the_border()
    {
        Assert.Equal([5, 6, 8, 9, -1, -2, -4, -5], Of(new MaxPool2D(2, stride: 1)));
        Assert.Equal([5, -1], Of(new MaxPool2D(2)));
        Assert.Equal([1, 3, 7, 9, -1, -2, -4, -5], Of(new MaxPool2D(2, padding: 1)));
        Assert.Equal([3, 6, 9, -1, -4, -7], Of(new MaxPool2D((1, 3))));
    }

    [Fact]
    public void The_mean_of_windows_counts_the_zeros_of_the_border()
    {
        Assert.Equal([3, 4, 6, 7, -3, -4, -6, -7], Of(new AvgPool2D(2, stride: 1)));
        Assert.Equal([3, -3], Of(new AvgPool2D(2)));
        Assert.Equal([0.25f, 1.25f, 2.75f, 7, -0.25f, -1.25f, -2.75f, -7], Of(new AvgPool2D(2, padding: 1)));
        Assert.Equal([2, 5, 8, -2, -5, -8], Of(new AvgPool2D((1, 3))));
    }

    [Fact]
    public void Sub_sampling_is_the_sum_times_a_coefficient_plus_a_bias_of_each_channel()
    {
        var layer = new SubSampling(2, new GivenValues(Tensor.Wrap([0.5f, 2])), new GivenValues(Tensor.Wrap([1f, -1])));
        Assert.Equal([7, -25], Of(layer)); // 0.5 · 12 + 1 and 2 · -12 - 1
        Assert.Equal(4, layer.ParameterCount());
        Assert.Equal([3, -3], Of(new SubSampling(2)));
    }

    [Fact]
    public void The_sub_sampling_of_lenet5_has_12_and_32_parameters()
    {
        var s2 = new SubSampling(2);
        var s4 = new SubSampling(2);
        Assert.Equal(("[6, 14, 14]", "[16, 5, 5]"), (s2.Build([6, 28, 28]).ToString(), s4.Build([16, 10, 10]).ToString()));
        Assert.Equal((12, 32), (s2.ParameterCount(), s4.ParameterCount()));
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        Assert.Equal("MaxPool2D 'p' expects samples of shape [2, 3 or more, 3 or more], but got [2, 3, 2]. " +
            "A kernel of 3×3 does not fit into 3×2; take a smaller kernel, more padding or fewer layers.",
            Assert.Throws<ShapeException>(() => new MaxPool2D(3) { Name = "p" }.Build([2, 3, 2])).Message);
        Assert.StartsWith("The padding must be at most half the kernel, 2×2.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new AvgPool2D(2, padding: 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPool2D(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SubSampling((2, -1)));
    }
}
