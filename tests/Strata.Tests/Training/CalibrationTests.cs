using Strata.Initializers;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class CalibrationTests
{
    private static readonly Tensor s_pictures = RandomOps.Uniform([50, 2, 6, 6], 0, 1, new RandomStream(1), DType.Float64);

    [Fact]
    public void Every_unit_of_every_layer_gets_mean_0_and_variance_1()
    {
        Dense first = new(20, weightInitializer: new Gaussian(deviation: 5)), last = new(3, weightInitializer: new Gaussian(deviation: 1e-6));
        Conv2D convolution = new(4, 3, biasInitializer: new Constant(7)), inner = new(4, 1);
        var model = new Sequential(convolution, new Relu(), new Residual(inner), new Flatten(), first, new Sigmoid(), last);
        model.Build([2, 6, 6], new RandomStream(2), DType.Float64);
        model.Calibrate(s_pictures);

        var outputs = new Dictionary<Layer, Tensor>();
        model.Forward(s_pictures, ForwardContext.Deterministic((layer, y) => outputs[layer] = y));
        foreach ((Layer layer, int[] axes) in ((Layer, int[])[])[(convolution, [0, 2, 3]), (inner, [0, 2, 3]), (first, [0]), (last, [0])])
        {
            Assert.All(outputs[layer].Mean(axes).ToArray<double>(), mean => Assert.Equal(0, mean, 1e-9));
            Assert.All(outputs[layer].Variance(axes).ToArray<double>(), variance => Assert.Equal(1, variance, 1e-9));
        }
    }

    [Fact]
    public void Without_a_bias_the_mean_stays_and_a_unit_that_is_constant_is_left_alone()
    {
        var layer = new Dense(2, bias: false);
        var model = new Sequential(layer);
        model.Build([2], dtype: DType.Float64);
        layer.Weight!.Value.AsSpan<double>().Clear();
        layer.Weight.Value.AsSpan<double>()[0] = 4;
        Tensor x = Tensor.Wrap([1.0, 5, 3, 5], [2, 2]); // the first input varies by 1 around 2
        model.Calibrate(x);
        Assert.Equal([1.0, 0, 0, 0], layer.Weight.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        layer.Weight.Value.AsSpan<double>()[1] = 0.3; // and a constant input cannot be scaled to variance one
        layer.Weight.Value.AsSpan<double>()[0] = 0;
        model.Calibrate(x);
        Assert.Equal([0, 0.3, 0, 0], layer.Weight.Value.ToArray<double>());
    }

    [Fact]
    public void A_model_without_weights_yet_is_refused() => Assert.Equal(
        "Dense has no weights yet; call Build([...]) with the shape of one sample first.",
        Assert.Throws<InvalidOperationException>(() => new Dense(2).Calibrate(s_pictures)).Message);
}
