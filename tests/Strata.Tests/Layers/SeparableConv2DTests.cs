using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>DepthwiseConv2D and SeparableConv2D.</summary>
public class SeparableConv2DTests
{
    private static readonly Tensor s_x = RandomOps.Normal([2, 3, 6, 5], 0, 1, new RandomStream(2), DType.Float64);

    [Fact]
    public void A_depthwise_convolution_is_one_of_each_channel_by_itself()
    {
        var layer = new DepthwiseConv2D(3, multiplier: 2, stride: (2, 1), padding: 1, dilation: (1, 2));
        layer.Build([3, 6, 5], new RandomStream(1), DType.Float64);
        layer.Bias!.Value.AsSpan<double>().Fill(0.5);
        Tensor[] maps = [.. Enumerable.Range(0, 3).Select(c => s_x.Slice(1, c, 1).Conv2D(layer.Weight!.Value.Slice(0, 2 * c, 2), (2, 1), (1, 1), (1, 2)))];
        Assert.Equal((ConcatenateOp.Concatenate(maps, 1) + 0.5).ToArray<double>(), layer.Forward(s_x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal("[6, 3, 3]", layer.OutputShape.ToString());
    }

    [Fact]
    public void A_separable_convolution_is_a_depthwise_one_and_a_1x1_one()
    {
        var layer = new SeparableConv2D(4, 3, padding: 1, multiplier: 2);
        layer.Build([3, 6, 5], new RandomStream(1), DType.Float64);
        DepthwiseConv2D first = new(3, multiplier: 2, padding: 1, bias: false);
        Conv2D second = new(4, 1);
        new Sequential(first, second).Build([3, 6, 5], dtype: DType.Float64);
        layer.Depthwise!.Value.CopyTo(first.Weight!.Value);
        layer.Pointwise!.Value.CopyTo(second.Weight!.Value);
        Assert.Equal(second.Forward(first.Forward(s_x)).ToArray<double>(), layer.Forward(s_x).ToArray<double>());
        Assert.Equal((6 * 9) + (4 * 6) + 4, layer.ParameterCount());
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DepthwiseConv2D(3, multiplier: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeparableConv2D(0, 3));
        Assert.StartsWith("SeparableConv2D expects samples of shape [3, 3 or more, 3 or more], but got [3, 2, 5].",
            Assert.Throws<ShapeException>(() => new SeparableConv2D(1, 3).Build([3, 2, 5])).Message);
    }
}
