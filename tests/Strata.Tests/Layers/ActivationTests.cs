using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>The layers without parameters that work element by element, and softmax.</summary>
public class ActivationTests
{
    [Fact]
    public void Limits_are_what_values_tend_to()
    {
        Layer[] functions = [.. LayerContractTests.Cases.Values.Select(c => c.Make()).Where(layer => layer.Limits is not null)];
        Assert.True(functions.Length >= 13);
        foreach (Layer function in functions)
        {
            double[] ends = function.Forward(Tensor.Wrap([-1e9, 1e9], [1, 2])).ToArray<double>();
            (double low, double high) = function.Limits!.Value;
            Assert.True(double.IsInfinity(low) ? ends[0] is < -1e3 or 0 : Math.Abs(ends[0] - low) < 1e-6, $"{function}: {low} is not {ends[0]}.");
            Assert.True(double.IsInfinity(high) ? ends[1] > 1e3 : Math.Abs(ends[1] - high) < 1e-6, $"{function}: {high} is not {ends[1]}.");
        }
        Assert.Null(new Dense(1).Limits);
    }

    // From PyTorch 1.13 in float64, of -2, -0.5, 0, 0.5 and 3: torch.sigmoid, torch.tanh, 1.7159 * torch.tanh(2 * x / 3), F.relu, F.leaky_relu,
    // F.softplus, F.softmax.
    public static TheoryData<Layer, double[]> Values => new()
    {
        { new Sigmoid(), [0.119202922022, 0.377540668798, 0.5, 0.622459331202, 0.952574126822] },
        { new Tanh(), [-0.964027580076, -0.46211715726, 0.0, 0.46211715726, 0.995054753687] },
        { new ScaledTanh(), [-1.492938805384, -0.551683706331, 0.0, 0.551683706331, 1.654174924652] },
        { new Relu(), [0.0, 0.0, 0.0, 0.5, 3.0] },
        { new LeakyRelu(), [-0.02, -0.005, 0.0, 0.5, 3.0] },
        { new Softplus(), [0.126928011043, 0.47407698418, 0.69314718056, 0.97407698418, 3.048587351574] },
        { new Softmax(), [0.005764805231, 0.025836064598, 0.042596469254, 0.070229704916, 0.855572956] },
        { new Rescale(1.275, -0.1), [-2.65, -0.7375, -0.1, 0.5375, 3.725] },
    };

    // From PyTorch 1.13 in float64, of -4, -1.5, -0.25, 0.5, 2 and 4: F.elu, F.selu, F.gelu(approximate='tanh'), F.silu, F.softsign, F.hardsigmoid,
    // F.hardtanh.
    public static TheoryData<Layer, double[]> MoreValues => new()
    {
        { new Elu(), [-0.981684361111, -0.776869839852, -0.221199216929, 0.5, 2.0, 4.0] },
        { new Selu(), [-1.72589862819, -1.365814353367, -0.388890197478, 0.525350493678, 2.101401974711, 4.202803949422] },
        { new Gelu(), [-7.0245948e-05, -0.10042842302, -0.100324649298, 0.345714009825, 1.954597694088, 3.999929754052] },
        { new Swish(), [-0.071944839848, -0.27363828571, -0.109455874779, 0.311229665601, 1.761594155956, 3.928055160152] },
        { new Softsign(), [-0.8, -0.6, -0.2, 0.333333333333, 0.666666666667, 0.8] },
        { new HardSigmoid(), [0.0, 0.25, 0.458333333333, 0.583333333333, 0.833333333333, 1.0] },
        { new HardTanh(), [-1.0, -1.0, -0.25, 0.5, 1.0, 1.0] },
    };

    [Theory]
    [MemberData(nameof(MoreValues), DisableDiscoveryEnumeration = true)]
    public void More_values_are_those_of_pytorch(Layer layer, double[] expected)
    {
        double[] y = layer.Forward(Tensor.Wrap([-4, -1.5, -0.25, 0.5, 2, 4], [1, 6])).ToArray<double>();
        Assert.Equal(expected, y, (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Fact]
    public void Layer_normalization_is_that_of_pytorch_and_global_pooling_takes_means()
    {
        // F.layer_norm(torch.tensor([[1., 2, 4, 9]]), (4,)) in float64.
        double[] normalized = new LayerNorm().Forward(Tensor.Wrap([1.0, 2, 4, 9], [1, 4])).ToArray<double>();
        Assert.Equal([-0.973328014507, -0.648885343005, 0.0, 1.622213357511], normalized, (a, b) => Math.Abs(a - b) < 1e-11);
        Assert.Equal([2.5, 6.5], new GlobalAvgPool().Forward(Tensor.Wrap([1.0, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2])).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Values_are_those_of_pytorch(Layer layer, double[] expected)
    {
        double[] y = layer.Forward(Tensor.Wrap([-2, -0.5, 0, 0.5, 3], [1, 5])).ToArray<double>();
        Assert.Equal(expected, y, (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Fact]
    public void Thresholds_are_those_of_the_perceptron_and_pass_no_gradient()
    {
        Tensor x = Tensor.Wrap([-2, -0.5, 0, 0.5, 3], [1, 5]);
        Assert.Equal([0, 0, 0, 1, 1], new Step().Forward(x).ToArray<double>());
        Assert.Equal([-1, -1, 0, 1, 1], new Sign().Forward(x).ToArray<double>());
        Assert.Equal([1, 1, 1, 1, 1], Differentiation.Gradient(v => (new Step().Forward(v[0]) + new Sign().Forward(v[0]) + v[0]).Sum(), x)[0].ToArray<double>());
    }

    [Fact]
    public void The_parametric_rectifier_is_that_of_pytorch()
    {
        // F.prelu(torch.tensor([-2, -0.5, 0, 0.5, 3., -4]).reshape(1, 2, 3), torch.tensor([0.25, 0.5])) in float64.
        var layer = new PRelu(new GivenValues(Tensor.Wrap([0.25, 0.5])));
        Assert.Equal([-0.5, -0.125, 0, 0.5, 3, -2], layer.Forward(Tensor.Wrap([-2, -0.5, 0, 0.5, 3, -4], [1, 2, 3])).ToArray<double>());
        Assert.Equal([0.25f, 0.25f], new PRelu().Forward(-1 * Tensor.Ones([1, 2])).ToArray<float>().Select(v => -v));
    }

    [Fact]
    public void A_maxout_unit_of_the_right_pieces_is_the_absolute_value_and_the_rectifier()
    {
        // |x| = max(x, -x) and the rectifier with a bend at 1, max(x - 1, 0).
        var layer = new Maxout(2, 2, new GivenValues(Tensor.Wrap([1.0, -1, 1, 0], [4, 1])), new GivenValues(Tensor.Wrap([0.0, 0, -1, 0])));
        Tensor y = layer.Forward(Tensor.Wrap([-3.0, 0.5, 2], [3, 1]));
        Assert.Equal([3, 0, 0.5, 0, 2, 1], y.ToArray<double>());
        Assert.Equal("Maxout expects samples of shape [inputs] or [steps, inputs], but got [1, 2, 3]. Put a Flatten layer before it.",
            Assert.Throws<ShapeException>(() => new Maxout(2).Build([1, 2, 3])).Message);
        Assert.StartsWith("A maxout unit needs at least one piece.", Assert.Throws<ArgumentOutOfRangeException>(() => new Maxout(1, 0)).Message);
    }

    [Fact]
    public void The_scaled_tanh_is_1_at_1()
        => Assert.Equal(1, new ScaledTanh().Forward(Tensor.Wrap([1.0], [1, 1])).ToScalar(), 4);

    [Fact]
    public void Very_large_inputs_overflow_nowhere()
    {
        Tensor x = Tensor.Wrap([-1e4f, 1e4f], [1, 2]);
        foreach (Layer layer in (Layer[])[new Sigmoid(), new Tanh(), new ScaledTanh(), new Softplus(), new Softmax()])
        {
            Assert.All(layer.Forward(x).ToArray<float>(), y => Assert.True(float.IsFinite(y), layer.ToString()));
        }
    }
}
