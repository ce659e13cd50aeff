using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>LocallyConnected1D and LocallyConnected2D.</summary>
public class LocallyConnectedTests
{
    [Fact]
    public void With_one_filter_bank_at_all_places_it_is_a_convolution()
    {
        var convolution = new Conv2D(4, (3, 2), (2, 1));
        var layer = new LocallyConnected2D(4, (3, 2), (2, 1));
        convolution.Build([2, 7, 5], new RandomStream(1), DType.Float64);
        Assert.Equal(convolution.OutputShape, layer.Build([2, 7, 5], new RandomStream(2), DType.Float64));
        convolution.Weight!.Value.Reshape([1, 4, 12]).BroadcastTo(layer.Weight!.Value.Shape).CopyTo(layer.Weight.Value);
        Tensor x = RandomOps.Normal([3, 2, 7, 5], 0, 1, new RandomStream(3), DType.Float64);
        Assert.Equal(convolution.Forward(x).ToArray<double>(), layer.Forward(x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Along_sequences_too()
    {
        var convolution = new Conv1D(4, 3, stride: 2);
        var layer = new LocallyConnected1D(4, 3, stride: 2);
        convolution.Build([2, 8], new RandomStream(1), DType.Float64);
        Assert.Equal(convolution.OutputShape, layer.Build([2, 8], new RandomStream(2), DType.Float64));
        convolution.Weight!.Value.Reshape([1, 4, 6]).BroadcastTo(layer.Weight!.Value.Shape).CopyTo(layer.Weight.Value);
        Tensor x = RandomOps.Normal([3, 2, 8], 0, 1, new RandomStream(3), DType.Float64);
        Assert.Equal(convolution.Forward(x).ToArray<double>(), layer.Forward(x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Each_place_has_its_own_filter_and_bias()
    {
        var layer = new LocallyConnected2D(1, 1);
        layer.Build([1, 2, 2], dtype: DType.Float64);
        Tensor.Wrap([1.0, 2, 3, 4], [4, 1, 1]).CopyTo(layer.Weight!.Value);
        Tensor.Wrap([0.0, 0, 0, -1], [1, 2, 2]).CopyTo(layer.Bias!.Value);
        Assert.Equal([5, 12, 21, 31], layer.Forward(Tensor.Wrap([5.0, 6, 7, 8], [1, 1, 2, 2])).ToArray<double>());
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.StartsWith("A locally connected layer needs at least one filter.", Assert.Throws<ArgumentOutOfRangeException>(() => new LocallyConnected2D(0, 1)).Message);
        Assert.StartsWith("LocallyConnected1D expects samples of shape [1, 3 or more], but got [1, 2].",
            Assert.Throws<ShapeException>(() => new LocallyConnected1D(1, 3).Build([1, 2])).Message);
        Assert.Contains("but got [2, 5] and [3, 2]",
            Assert.Throws<ArgumentException>(() => Tensor.Zeros([2, 5]).LocallyConnected(Tensor.Zeros([3, 2]), Tensor.Zeros([6], DType.Int32))).Message);
    }
}
