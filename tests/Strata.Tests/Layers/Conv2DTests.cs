using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class Conv2DTests
{
    private static string Refusal(Conv2D layer, Shape sample) => Assert.Throws<ShapeException>(() => layer.Build(sample)).Message;

    [Theory]
    [InlineData(1, new[] { 4f, 3, 4, 2, 4, 3, 2, 3, 4 })]
    [InlineData(2, new[] { 4f, 4, 2, 4 })]
    public void The_worked_example_of_a_5x5_image_and_a_3x3_filter(int stride, float[] expected)
    {
        float[] image = [1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0];
        var filter = new GivenValues(Tensor.Wrap([1f, 0, 1, 0, 1, 0, 1, 0, 1], [1, 1, 3, 3]));
        var layer = new Conv2D(1, 3, stride, weightInitializer: filter);
        Assert.Equal(expected, layer.Forward(Tensor.Wrap(image, [1, 1, 5, 5])).ToArray<float>());
    }

    [Fact]
    public void Two_filters_of_3x3x3_on_a_7x7x3_input_at_stride_2_and_padding_1_give_3x3x2_and_have_56_parameters()
    {
        // By the formula the length is ⌊(7 + 2 - 3) / 2⌋ + 1 = 4; the figure that is usually drawn counts the padded border in the 7: 5×5 and padding 1.
        var layer = new Conv2D(2, 3, stride: 2, padding: 1);
        Assert.Equal("[2, 3, 3]", layer.Build([3, 5, 5]).ToString());
        Assert.Equal(56, layer.ParameterCount());
        Assert.Equal("[2, 4, 4]", new Conv2D(2, 3, stride: 2, padding: 1).Build([3, 7, 7]).ToString());
    }

    [Theory]
    [InlineData(3, 2, 1, 1, 0, 0, 1, 1, 1)]
    [InlineData(3, 3, 2, 1, 1, 2, 1, 1, 2)]
    [InlineData(2, 3, 1, 3, 0, 1, 3, 2, 1)]
    [InlineData(1, 1, 1, 1, 1, 1, 1, 1, 4)]
    public void The_output_is_that_of_the_plain_loops(int ky, int kx, int sy, int sx, int py, int px, int dy, int dx, int groups)
    {
        var layer = new Conv2D(8, (ky, kx), (sy, sx), (py, px), (dy, dx), groups, biasInitializer: new Gaussian(deviation: 1));
        layer.Build([4, 9, 8], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Normal([2, 4, 9, 8], 0, 1, new RandomStream(2), DType.Float64);
        Tensor y = layer.Forward(x);
        ReadOnlySpan<double> input = x.AsSpan<double>(), w = layer.Weight!.Value.AsSpan<double>(), b = layer.Bias!.Value.AsSpan<double>();
        int height = y.Shape[2], width = y.Shape[3], channels = 4 / groups;
        Assert.Equal(((9 + (2 * py) - (dy * (ky - 1)) - 1) / sy) + 1, height);
        for (int at = 0; at < y.Count; at++)
        {
            (int n, int o, int i, int j) = (at / (8 * height * width), at / (height * width) % 8, at / width % height, at % width);
            double sum = b[o];
            for (int k = 0; k < channels * ky * kx; k++)
            {
                (int c, int u, int v) = (k / (ky * kx), k / kx % ky, k % kx);
                (int row, int column) = ((i * sy) + (u * dy) - py, (j * sx) + (v * dx) - px);
                if (row is >= 0 and < 9 && column is >= 0 and < 8)
                {
                    int channel = (o / (8 / groups) * channels) + c;
                    sum += w[(o * channels * ky * kx) + k] * input[(((((n * 4) + channel) * 9) + row) * 8) + column];
                }
            }
            Assert.Equal(sum, y.AsSpan<double>()[at], 1e-11);
        }
    }

    [Fact]
    public void With_a_table_only_the_connected_kernels_are_parameters_and_the_others_are_zero()
    {
        ConnectionTable table = ConnectionTable.Parse("012 123 234 345 045 015 0123 1234 2345 0345 0145 0125 0134 1245 0235 012345", inputs: 6);
        var layer = new Conv2D(16, 5, table: table);
        layer.Build([6, 14, 14], new RandomStream(1), DType.Float64);
        Assert.Equal(("[60, 5, 5]", 1516), (layer.Weight!.Value.Shape.ToString(), layer.ParameterCount()));
        double[] dense = new double[16 * 6 * 25];
        int kernel = 0;
        for (int f = 0; f < 16; f++)
        {
            foreach (int channel in table[f])
            {
                layer.Weight.Value.AsSpan<double>().Slice(25 * kernel++, 25).CopyTo(dense.AsSpan(((f * 6) + channel) * 25));
            }
        }
        Tensor x = RandomOps.Normal([2, 6, 14, 14], 0, 1, new RandomStream(2), DType.Float64);
        Tensor expected = x.Conv2D(Tensor.Wrap(dense, [16, 6, 5, 5]));
        Assert.Equal(expected.ToArray<double>(), layer.Forward(x).ToArray<double>());
    }

    [Fact]
    public void Initial_weights_go_by_the_number_of_taps()
    {
        var layer = new Conv2D(16, 5, weightInitializer: new LeCun());
        layer.Build([6, 14, 14]);
        float largest = layer.Weight!.Value.ToArray<float>().Max();
        Assert.InRange(largest, 0.95 * 2.4 / 150, 2.4 / 150);
        Assert.All(layer.Bias!.Value.ToArray<float>(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void Samples_that_it_cannot_take_are_refused_with_a_remedy()
    {
        Assert.Equal("Conv2D expects samples of shape [channels, height, width], but got [784]. Put a Reshape layer before it, such as Reshape([1, 28, 28]).",
            Refusal(new Conv2D(6, 5), [784]));
        Assert.Equal(
            "Conv2D 'c5' expects samples of shape [16, 5 or more, 5 or more], but got [16, 4, 5]. " +
            "A kernel of 5×5 does not fit into 4×5; take a smaller kernel, more padding or fewer layers.",
            Refusal(new Conv2D(120, 5) { Name = "c5" }, [16, 4, 5]));
        Assert.Contains("A kernel of 3×3 (dilation 4×4) does not fit into 6×6 with padding 1×1;", Refusal(new Conv2D(1, 3, padding: 1, dilation: 4), [1, 6, 6]));
        Assert.Equal("Conv2D expects samples of shape [a multiple of 2, height, width], but got [3, 5, 5]. Its 2 groups need as many channels each.",
            Refusal(new Conv2D(4, 3, groups: 2), [3, 5, 5]));
        Assert.Equal("Conv2D expects samples of shape [2, height, width], but got [3, 5, 5]. Its connection table is for 2 channels.",
            Refusal(new Conv2D(1, 3, table: ConnectionTable.Parse("01", 2)), [3, 5, 5]));
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2D(0, 5));
        Assert.Contains("The kernel of a window must be at least 1 along both axes.", Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2D(1, (3, 0))).Message);
        Assert.Contains("The stride of a window", Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2D(1, 3, stride: 0)).Message);
        Assert.Contains("The padding of a window must be at least 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2D(1, 3, padding: -1)).Message);
        Assert.Contains("3 filters cannot be cut into 2 groups", Assert.Throws<ArgumentException>(() => new Conv2D(3, 3, groups: 2)).Message);
        Assert.Contains("The connection table has 2 filters for a layer of 3 filters in 1 group(s)",
            Assert.Throws<ArgumentException>(() => new Conv2D(3, 3, table: ConnectionTable.Parse("0 0", 1))).Message);
    }
}
