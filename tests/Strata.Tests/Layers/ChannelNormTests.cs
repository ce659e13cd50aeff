using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>GroupNorm and LocalResponseNorm. Figures from PyTorch 1.13 in float64.</summary>
public class ChannelNormTests
{
    // v = torch.tensor([1., 2, 4, 8, 16, 32, 64, 128, -1, 0, 1, 3]).reshape(1, 4, 3)
    private static readonly Tensor s_x = Tensor.Wrap([1.0, 2, 4, 8, 16, 32, 64, 128, -1, 0, 1, 3], [1, 4, 3]);

    [Fact]
    public void Group_normalization_is_that_of_pytorch()
    {
        // F.group_norm(v, 2, torch.tensor([1., 2, 3, 4]), torch.tensor([0., 1, 0, -1]))
        var layer = new GroupNorm(2);
        layer.Build([4, 3], dtype: DType.Float64);
        Tensor.Wrap([1.0, 2, 3, 4]).CopyTo(layer.Gamma!.Value);
        Tensor.Wrap([0.0, 1, 0, -1]).CopyTo(layer.Beta!.Value);
        Equal(
            [
                -0.877338446012, -0.784987030642, -0.600284199903, 0.538242923152, 2.015865569067, 4.971110860897,
                1.945698339043, 5.898863218369, -2.069234741522, -3.67662205371, -3.594264452058, -3.429549248752,
            ],
            layer);
    }

    [Fact]
    public void With_a_group_for_each_channel_it_is_instance_normalization() => Equal( // F.instance_norm(v)
        [
            -1.06904153145, -0.267260382863, 1.336301914313, -1.069044913959, -0.26726122849, 1.336306142449,
            0.006329367458, 1.2215679193, -1.227897286758, -1.06904153145, -0.267260382863, 1.336301914313,
        ],
        new GroupNorm(4));

    [Fact]
    public void Local_response_normalization_is_that_of_pytorch_with_an_alpha_that_is_not_divided()
    {
        // F.local_response_norm(v, 3, alpha=0.3, beta=0.75, k=2), where PyTorch divides alpha by 3; F.local_response_norm(v, 5, alpha=0.5, beta=0.5, k=1).
        Equal(
            [
                0.200879586491, 0.164309045271, 0.121082280607, 0.086522659735, 0.061345899663, 0.967973438725,
                0.692305469375, 0.490833471917, -0.030399717083, 0, 0.003879429143, 1.316074012952,
            ],
            new LocalResponseNorm(3, alpha: 0.1));
        Equal(
            [
                0.048964340015, 0.049008421596, 0.390174276121, 0.391714720123, 0.392055602328, 3.108114759543,
                3.133717760985, 3.136444818623, -0.097128586236, 0, 0.024506418152, 0.293610109757,
            ],
            new LocalResponseNorm(5, alpha: 0.1, beta: 0.5, k: 1));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal("GroupNorm expects samples of shape [channels, ...], but got [3, 4]. The channels must be a multiple of its 2 groups.",
            Assert.Throws<ShapeException>(() => new GroupNorm(2).Build([3, 4])).Message);
        Assert.StartsWith("There must be at least one group.", Assert.Throws<ArgumentOutOfRangeException>(() => new GroupNorm(0)).Message);
        Assert.StartsWith("ε must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new GroupNorm(1, 0)).Message);
        Assert.StartsWith("The size must be an odd number, so that as many channels lie on either side.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new LocalResponseNorm(4)).Message);
        Assert.StartsWith("k must be positive.", Assert.Throws<ArgumentOutOfRangeException>(() => new LocalResponseNorm(k: 0)).Message);
        Assert.StartsWith("α must not be negative.", Assert.Throws<ArgumentOutOfRangeException>(() => new LocalResponseNorm(alpha: -1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalResponseNorm(beta: double.NaN));
    }

    private static void Equal(double[] expected, Layer layer)
        => Assert.Equal(expected, layer.Forward(s_x).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-11);
}
