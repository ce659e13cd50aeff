using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>The layers without parameters that work element by element, and softmax.</summary>
public class ActivationTests
{
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

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Values_are_those_of_pytorch(Layer layer, double[] expected)
    {
        double[] y = layer.Forward(Tensor.Wrap([-2, -0.5, 0, 0.5, 3], [1, 5])).ToArray<double>();
        Assert.Equal(expected, y, (a, b) => Math.Abs(a - b) < 1e-11);
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
