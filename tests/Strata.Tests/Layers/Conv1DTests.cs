using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>Conv1D, MaxPool1D and AvgPool1D.</summary>
public class Conv1DTests
{
    private static readonly Tensor s_sequence = Tensor.Wrap([3.0, 1, 2, 9, 4], [1, 1, 5]);

    private static string Refusal(Layer layer, Shape sample) => Assert.Throws<ShapeException>(() => layer.Build(sample)).Message;

    [Fact]
    public void Values_are_those_of_pytorch()
    {
        // x = torch.arange(6.).reshape(1, 2, 3) - 2; w = (torch.arange(12.).reshape(2, 2, 3) - 5) / 4; F.conv1d(x, w, torch.tensor([0.5, -0.5]), stride=2, padding=1).
        Tensor w = Tensor.Wrap([.. Enumerable.Range(-5, 12).Select(i => i / 4.0)], [2, 2, 3]);
        var layer = new Conv1D(2, 3, stride: 2, padding: 1, weightInitializer: new GivenValues(w), biasInitializer: new GivenValues(Tensor.Wrap([0.5, -0.5])));
        Tensor y = layer.Forward(Tensor.Wrap([-2.0, -1, 0, 1, 2, 3], [1, 2, 3]));
        Assert.Equal("[1, 2, 2]", y.Shape.ToString());
        Assert.Equal([3, 0, 2, 5], y.ToArray<double>());
    }

    [Fact]
    public void It_is_a_convolution_of_pictures_of_one_row()
    {
        var layer = new Conv1D(4, 3, stride: 2, padding: 2, dilation: 2, groups: 2, bias: false);
        layer.Build([6, 11], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Normal([2, 6, 11], 0, 1, new RandomStream(2), DType.Float64);
        Tensor expected = x.Reshape([2, 6, 1, 11]).Conv2D(layer.Weight!.Value.Reshape([4, 3, 1, 3]), (1, 2), (0, 2), (1, 2), 2);
        Assert.Equal("[4, 6]", layer.OutputShape.ToString());
        Assert.Equal(expected.ToArray<double>(), layer.Forward(x).ToArray<double>());
        Assert.Null(layer.Bias);
    }

    [Fact]
    public void Pooling_takes_the_largest_or_the_mean_of_windows_of_steps()
    {
        // F.max_pool1d and F.avg_pool1d of PyTorch 1.13, kernel 3, stride 2, padding 1.
        Assert.Equal([3, 9, 9], new MaxPool1D(3, 2, 1).Forward(s_sequence).ToArray<double>());
        Assert.Equal([4 / 3.0, 4, 13 / 3.0], new AvgPool1D(3, 2, 1).Forward(s_sequence).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([3, 9], new MaxPool1D(2).Forward(s_sequence).ToArray<double>());
        Assert.Equal([2, 5.5], new AvgPool1D(2).Forward(s_sequence).ToArray<double>());
    }

    [Fact]
    public void Samples_that_they_cannot_take_are_refused_with_a_remedy()
    {
        Assert.Equal(
            "Conv1D 'c1' expects samples of shape [channels, steps], but got [1, 28, 28]. Put a Reshape layer before it, or a Permute(2, 1) where the steps come first.",
            Refusal(new Conv1D(2, 3) { Name = "c1" }, [1, 28, 28]));
        Assert.Equal("Conv1D expects samples of shape [2, 7 or more], but got [2, 6]. Take a smaller kernel, more padding or fewer layers.",
            Refusal(new Conv1D(2, 4, dilation: 2), [2, 6]));
        Assert.Equal("Conv1D expects samples of shape [a multiple of 2, steps], but got [3, 6]. Its 2 groups need as many channels each.",
            Refusal(new Conv1D(2, 3, groups: 2), [3, 6]));
        Assert.StartsWith("MaxPool1D expects samples of shape [1, 3 or more], but got [1, 2].", Refusal(new MaxPool1D(3), [1, 2]));
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Contains("The kernel of a window must be at least 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new Conv1D(1, 0)).Message);
        Assert.Contains("The padding of a window must be at least 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new Conv1D(1, 2, padding: -1)).Message);
        Assert.Contains("3 filters cannot be cut into 2 groups", Assert.Throws<ArgumentException>(() => new Conv1D(3, 2, groups: 2)).Message);
        Assert.Contains("The padding must be at most half the kernel, 3.", Assert.Throws<ArgumentOutOfRangeException>(() => new AvgPool1D(3, padding: 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv1D(0, 2));
    }
}
