using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class ContractionTests
{
    private static readonly Tensor s_input = RandomOps.Normal([6, 5], 0, 1, new RandomStream(3), DType.Float64);

    private static (Sequential Encoder, Contraction Penalty) Make(Layer? activation, double strength)
    {
        var weights = new Dense(4, biasInitializer: new Strata.Initializers.Gaussian(0.3));
        var encoder = new Sequential([weights, .. activation is null ? (Layer[])[] : [activation]]);
        encoder.Build([5], new RandomStream(1), DType.Float64);
        var penalty = new Contraction(weights, activation, strength);
        penalty.Build([4], dtype: DType.Float64);
        return (encoder, penalty);
    }

    private static Tensor Penalty(Sequential encoder, Contraction contraction)
    {
        ForwardContext context = ForwardContext.Deterministic();
        contraction.Forward(encoder.Forward(s_input, context), context);
        return Assert.Single(context.Penalties);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("rectifier")]
    [InlineData("softplus")]
    public void The_closed_form_has_the_value_and_the_gradients_of_the_jacobian_by_autograd(string code)
    {
        Layer? activation = code switch
        {
            "sigmoid" => new Sigmoid(),
            "tanh" => new Tanh(),
            "rectifier" => new Relu(),
            "softplus" => new Softplus(),
            _ => null,
        };
        (Sequential encoder, Contraction contraction) = Make(activation, 0.7);
        Tensor closed = Penalty(encoder, contraction);
        closed.Backward();
        double[][] gradients = Gradients(encoder);
        Tensor exact = Contraction.ByAutograd(encoder, s_input) * 0.7;
        exact.Backward();
        Assert.Equal(exact.ToScalar(), closed.ToScalar(), 1e-12);
        Assert.True(closed.ToScalar() > 0.1);
        foreach ((double[] expected, double[] got) in Gradients(encoder).Zip(gradients))
        {
            Assert.Equal(expected, got, (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void For_a_linear_code_it_is_the_squared_norm_of_the_weights()
    {
        (Sequential encoder, Contraction contraction) = Make(null, 2);
        Assert.Equal(2 * ((Dense)encoder.Children[0]).Weight!.Value.Square().Sum().ToScalar(), Penalty(encoder, contraction).ToScalar(), 1e-12);
    }

    [Fact]
    public void The_jacobian_by_autograd_leaves_earlier_gradients_alone()
    {
        (Sequential encoder, _) = Make(new Sigmoid(), 1);
        Parameter weight = ((Dense)encoder.Children[0]).Weight!;
        weight.Gradient = Tensor.Ones(weight.Value.Shape, DType.Float64);
        _ = Contraction.ByAutograd(encoder, s_input);
        Assert.All(weight.Gradient.ToArray<double>(), g => Assert.Equal(1, g));
    }

    [Fact]
    public void What_it_cannot_do_is_refused()
    {
        Assert.StartsWith("A contraction takes the derivative of Sigmoid, Tanh, Relu, Softplus or of no activation from its value, but that of Gelu does not follow from it.",
            Assert.Throws<ArgumentException>(() => new Contraction(new Dense(2), new Gelu())).Message);
        Assert.StartsWith("The strength of a contraction must be zero or a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new Contraction(new Dense(2), null, -1)).Message);
        var unbuilt = new Contraction(new Dense(2));
        Assert.Contains("which has none yet. Put that layer before it in the model.",
            Assert.Throws<InvalidOperationException>(() => unbuilt.Forward(Tensor.Zeros([1, 2]), ForwardContext.Deterministic())).Message);
        Assert.Contains("expects samples of shape [2], but got [3]", Assert.Throws<ShapeException>(() => new Contraction(new Dense(2)).Build([3])).Message);
    }

    private static double[][] Gradients(Layer layer)
    {
        double[][] all = [.. layer.Parameters().Select(p => p.Value.Gradient?.ToArray<double>() ?? new double[p.Value.Value.Count])];
        foreach (var parameter in layer.Parameters())
        {
            parameter.Value.Gradient = null;
        }
        return all;
    }
}
