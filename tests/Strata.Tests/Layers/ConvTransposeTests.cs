using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>ConvTranspose1D and ConvTranspose2D.</summary>
public class ConvTransposeTests
{
    // xi = torch.arange(12.).reshape(1, 2, 2, 3) / 4 - 1, in float64.
    private static readonly Tensor s_x = Tensor.Wrap([.. Enumerable.Range(0, 12).Select(i => (i / 4.0) - 1)], [1, 2, 2, 3]);

    [Fact]
    public void Values_are_those_of_pytorch()
    {
        // w = (torch.arange(24.).reshape(2, 2, 2, 3) - 11) / 8; F.conv_transpose2d(xi, w, torch.tensor([0.5, -0.5]), stride=2, padding=(0, 1), output_padding=(1, 0)).
        var layer = new ConvTranspose2D(2, (2, 3), 2, (0, 1), (1, 0),
            weightInitializer: Given([2, 2, 2, 3], i => (i - 11) / 8.0), biasInitializer: new GivenValues(Tensor.Wrap([0.5, -0.5])));
        Tensor y = layer.Forward(s_x);
        Assert.Equal("[1, 2, 5, 5]", y.Shape.ToString());
        Assert.Equal(
            [
                1.875, 2.9375, 1.625, 2.4375, 1.375, 1.6875, 2.75, 1.625, 2.625, 1.5625, 1.125, 1.4375, 0.875, 0.9375, 0.625, 1.5, 2.375, 1.4375, 2.25, 1.375,
                0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1.5625, 0.625, 1.8125, 0.75, 0.3125, 1.375, 0.625, 2, 0.9375, 0.875, 2.3125, 1, 2.5625, 1.125,
                1.25, 3.25, 1.5625, 3.875, 1.875, -0.5, -0.5, -0.5, -0.5, -0.5,
            ],
            y.ToArray<double>());
    }

    [Fact]
    public void Values_of_groups_and_dilation_are_those_of_pytorch()
    {
        // wg = (torch.arange(8.).reshape(2, 1, 2, 2) - 3) / 4; F.conv_transpose2d(xi, wg, groups=2, dilation=(1, 2)).
        var layer = new ConvTranspose2D(2, 2, dilation: (1, 2), groups: 2, bias: false, weightInitializer: Given([2, 1, 2, 2], i => (i - 3) / 4.0));
        Tensor y = layer.Forward(s_x);
        Assert.Equal("[1, 2, 3, 5]", y.Shape.ToString());
        Assert.Equal(
            [
                0.75, 0.5625, 0.875, 0.375, 0.25, 0.4375, 0.1875, 0.0625, 0, -0.125, 0.0625, 0, -0.0625, 0, 0,
                0.125, 0.1875, 0.5, 0.375, 0.5, 0.6875, 0.9375, 2.3125, 1.5, 1.875, 0.9375, 1.125, 2.5625, 1.5, 1.75,
            ],
            y.ToArray<double>());
    }

    [Fact]
    public void Values_along_sequences_are_those_of_pytorch()
    {
        // x1 = torch.arange(6.).reshape(1, 2, 3) - 2; w1 = (torch.arange(12.).reshape(2, 2, 3) - 5) / 4; F.conv_transpose1d(x1, w1, stride=2, padding=1, output_padding=1).
        var layer = new ConvTranspose1D(2, 3, stride: 2, padding: 1, outputPadding: 1, weightInitializer: Given([2, 2, 3], i => (i - 5) / 4.0));
        Tensor y = layer.Forward(Tensor.Wrap([-2.0, -1, 0, 1, 2, 3], [1, 2, 3]));
        Assert.Equal("[1, 2, 6]", y.Shape.ToString());
        Assert.Equal([2.5, 4, 2, 3, 1.5, 2.25, 1.75, 4, 2.75, 6, 3.75, 4.5], y.ToArray<double>());
    }

    [Theory]
    [InlineData(3, 2, 2, 1, 1, 0)]
    [InlineData(2, 3, 1, 3, 0, 1)]
    [InlineData(4, 1, 3, 1, 1, 0)]
    public void It_is_the_adjoint_of_the_convolution_of_the_same_numbers(int ky, int kx, int sy, int sx, int py, int px)
    {
        // ⟨conv(a), b⟩ = ⟨a, transposed(b)⟩ for all a and b; the output padding makes the sizes meet.
        Tensor a = RandomOps.Normal([2, 3, 8, 9], 0, 1, new RandomStream(1), DType.Float64), w = RandomOps.Normal([4, 3, ky, kx], 0, 1, new RandomStream(2), DType.Float64);
        Tensor forward = a.Conv2D(w, (sy, sx), (py, px));
        Tensor b = RandomOps.Normal(forward.Shape, 0, 1, new RandomStream(3), DType.Float64);
        (int Y, int X) rest = ((8 + (2 * py) - ky) % sy, (9 + (2 * px) - kx) % sx);
        Tensor back = b.ConvTranspose2D(w, (sy, sx), (py, px), rest);
        Assert.Equal(a.Shape, back.Shape);
        Assert.Equal((forward * b).Sum().ToScalar(), (a * back).Sum().ToScalar(), 1e-10);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal("ConvTranspose2D 'up' expects samples of shape [channels, height, width], but got [10]. Put a Reshape layer before it, such as Reshape([1, 28, 28]).",
            Assert.Throws<ShapeException>(() => new ConvTranspose2D(1, 2) { Name = "up" }.Build([10])).Message);
        Assert.Equal(
            "ConvTranspose2D expects samples of shape [channels, height, width] of which the padding leaves something, but got [1, 1, 3]. " +
            "The output would be 0×2; take less padding.",
            Assert.Throws<ShapeException>(() => new ConvTranspose2D(1, 2, padding: 1).Build([1, 1, 3])).Message);
        Assert.EndsWith("The output would have 0 steps; take less padding.",
            Assert.Throws<ShapeException>(() => new ConvTranspose1D(1, 2, padding: 1).Build([1, 1])).Message);
        Assert.StartsWith("The output padding must be from 0 to below the stride, 2×1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConvTranspose2D(1, 2, (2, 1), outputPadding: 1)).Message);
        Assert.Equal("ConvTranspose1D expects samples of shape [a multiple of 2, steps], but got [3, 4]. Its 2 groups need as many channels each.",
            Assert.Throws<ShapeException>(() => new ConvTranspose1D(2, 2, groups: 2).Build([3, 4])).Message);
        Tensor x = Tensor.Zeros([1, 2, 3, 3]);
        Assert.Contains("but got [1, 2, 3, 3] and [3, 1, 2, 2]", Assert.Throws<ArgumentException>(() => x.ConvTranspose2D(Tensor.Zeros([3, 1, 2, 2]))).Message);
        Assert.Contains("is not from zero to below the stride, 1×1",
            Assert.Throws<ArgumentException>(() => x.ConvTranspose2D(Tensor.Zeros([2, 1, 2, 2]), outputPadding: (1, 0))).Message);
        Assert.Contains("would have 0 rows and 0 columns", Assert.Throws<ArgumentException>(() => x.ConvTranspose2D(Tensor.Zeros([2, 1, 2, 2]), padding: (2, 2))).Message);
        Assert.Contains("in 3 group(s)", Assert.Throws<ArgumentException>(() => x.ConvTranspose2D(Tensor.Zeros([2, 1, 2, 2]), groups: 3)).Message);
    }

    private static GivenValues Given(Shape shape, Func<int, double> value)
        => new(Tensor.Wrap([.. Enumerable.Range(0, shape.ElementCount).Select(value)], shape));
}
