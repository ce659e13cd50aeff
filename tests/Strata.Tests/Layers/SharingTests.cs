using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Layers;

/// <summary>Layers that are frozen, used twice, or tied to another.</summary>
public class SharingTests
{
    private static readonly Tensor s_x = RandomOps.Normal([5, 3], 0, 1, new RandomStream(9), DType.Float64);

    private static double[] Values(Layer layer) => [.. layer.Parameters().SelectMany(p => p.Value.Value.ToArray<double>()), .. layer.States().SelectMany(s => s.Value.ToArray<double>())];

    [Fact]
    public void A_frozen_layer_stays_as_it_is_while_the_others_learn()
    {
        Sequential frozen = new(new Dense(4), new BatchNorm());
        Dense first = new(3), last = new(2);
        var model = new Sequential(first, frozen, last);
        model.Build([3], new RandomStream(1), DType.Float64);
        long all = model.ParameterCount();
        frozen.Freeze();
        Assert.Equal(all - (3 * 4) - 4 - 8, model.ParameterCount());
        double[][] before = [Values(first), Values(frozen), Values(last)];
        var step = new TrainStep(model, new Sgd(0.1), new MeanSquaredError());
        step.Run(s_x, Tensor.Ones([5, 2], DType.Float64));
        Assert.Equal(before[1], Values(frozen));
        Assert.NotEqual(before[0], Values(first));
        Assert.NotEqual(before[2], Values(last));
        frozen.Unfreeze();
        Assert.Equal(all, model.ParameterCount());
        step.Run(s_x, Tensor.Ones([5, 2], DType.Float64));
        Assert.All(Values(frozen).Zip(before[1]).Take(12), p => Assert.NotEqual(p.Second, p.First));
    }

    [Fact]
    public void Frozen_batch_normalization_works_as_in_predictions()
    {
        var layer = new BatchNorm();
        layer.Forward(s_x, ForwardContext.Training(new RandomStream(0)));
        layer.Freeze();
        Assert.Equal(layer.Forward(s_x).ToArray<double>(), layer.Forward(s_x, ForwardContext.Training(new RandomStream(0))).ToArray<double>());
    }

    [Fact]
    public void Only_a_built_layer_can_be_frozen() => Assert.Equal(
        "Dense 'a' has no parameters yet; call Build([...]) with the shape of one sample first.",
        Assert.Throws<InvalidOperationException>(() => new Dense(2) { Name = "a" }.Freeze()).Message);

    [Fact]
    public void The_gradient_of_a_layer_used_twice_is_the_sum_of_both()
    {
        Dense shared = new(3), first = new(3), second = new(3);
        var model = new Sequential(shared, new Tanh(), shared);
        var twins = new Sequential(first, new Tanh(), second);
        model.Build([3], new RandomStream(1), DType.Float64);
        twins.Build([3], new RandomStream(2), DType.Float64);
        foreach (Dense twin in (Dense[])[first, second])
        {
            shared.Weight!.Value.CopyTo(twin.Weight!.Value);
            shared.Bias!.Value.CopyTo(twin.Bias!.Value);
        }
        model.Forward(s_x).Square().Sum().Backward();
        twins.Forward(s_x).Square().Sum().Backward();
        Equal(first.Weight!.Gradient! + second.Weight!.Gradient!, shared.Weight!.Gradient!);
        Equal(first.Bias!.Gradient! + second.Bias!.Gradient!, shared.Bias!.Gradient!);
    }

    [Fact]
    public void Tied_weights_are_one_parameter_with_the_sum_of_both_gradients()
    {
        Dense encoder = new(2);
        var decoder = new TiedDense(encoder);
        var model = new Sequential(encoder, new Tanh(), decoder);
        model.Build([3], new RandomStream(1), DType.Float64);
        Assert.Equal(["0.weight", "0.bias", "2.bias"], model.Parameters().Select(p => p.Key));
        Assert.Equal((6 + 2 + 3, "[3]"), (model.ParameterCount(), model.OutputShape.ToString()));
        Assert.Same(encoder.Weight, decoder.Weight);

        Tensor code = encoder.Forward(s_x).Tanh();
        Tensor w = encoder.Weight!.Value;
        Equal(code.MatMul(w) + decoder.Bias!.Value, model.Forward(s_x));

        model.Forward(s_x).Square().Sum().Backward();
        Tensor[] apart = Differentiation.Gradient(
            v => ((s_x.MatMul(v[0], transposeB: true) + encoder.Bias!.Value).Tanh().MatMul(v[1]) + decoder.Bias.Value).Square().Sum(), w, w);
        Equal(apart[0] + apart[1], encoder.Weight.Gradient!);
    }

    [Fact]
    public void A_decoder_by_itself_has_all_that_it_learns()
    {
        Dense encoder = new(2);
        encoder.Build([3], dtype: DType.Float64);
        var decoder = new TiedDense(encoder, bias: false);
        decoder.Build([2], dtype: DType.Float64);
        Assert.Equal(["weight"], decoder.Parameters().Select(p => p.Key));
        var step = new TrainStep(decoder, new Sgd(0.1), new MeanSquaredError());
        double first = step.Run(s_x.Slice(1, 0, 2), s_x);
        Assert.True(step.Run(s_x.Slice(1, 0, 2), s_x) < first);
    }

    [Fact]
    public void The_guides_autoencoder_learns()
    {
        var encoder = new Dense(64);
        var pool = new MaxPool2D(2);
        var autoencoder = new Sequential(
            new Conv2D(4, 3, padding: 1), pool, new Flatten(), encoder, new Sigmoid(),
            new TiedDense(encoder), new Reshape([4, 14, 14]), new MaxUnpool2D(pool), new ConvTranspose2D(1, 3, padding: 1));
        autoencoder.Build([1, 28, 28]);
        encoder.Freeze();
        float[] before = encoder.Weight!.Value.ToArray<float>();
        Tensor x = RandomOps.Uniform([4, 1, 28, 28], 0, 1, new RandomStream(1));
        var step = new TrainStep(autoencoder, new Adam(0.01), new MeanSquaredError(), partSize: 2);
        double first = step.Run(x, x), last = first;
        for (int i = 0; i < 20; i++)
        {
            last = step.Run(x, x);
        }
        Assert.InRange(last, 0, first / 2);
        Assert.Equal(before, encoder.Weight.Value.ToArray<float>());
    }

    [Fact]
    public void A_tied_layer_comes_after_its_encoder_and_takes_what_that_gives()
    {
        var encoder = new Dense(2) { Name = "e" };
        Assert.Equal("TiedDense uses the weights of Dense 'e', which has none yet. Put that layer before it in the model, or build it.",
            Assert.Throws<InvalidOperationException>(() => new TiedDense(encoder).Build([2])).Message);
        encoder.Build([5]);
        Assert.Equal("TiedDense expects samples of shape [2] or [steps, 2], but got [5]. That is what Dense 'e' gives, whose weights it uses.",
            Assert.Throws<ShapeException>(() => new TiedDense(encoder).Build([5])).Message);
        Assert.Throws<ArgumentNullException>(() => new TiedDense(null!));
    }

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray<double>(), actual.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
