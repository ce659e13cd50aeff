using Strata.Data;
using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Optimizers.FullBatch;
using Strata.Tensors;

namespace Strata.Tests.Models.Autoencoders;

public class DeepAutoencoderTests
{
    private static readonly Tensor s_images = Digits.Load().Train.Images.Slice(0, 0, 200);

    [Fact]
    public void The_decoder_is_the_encoders_mirror_image_around_a_linear_code()
    {
        Autoencoder model = DeepAutoencoder.Create(784, [100, 50, 10]);
        model.Build([1, 28, 28]);
        Assert.Equal(["Flatten", "Dense", "Sigmoid", "Dense", "Sigmoid", "Dense"], model.Encoder.Children.Select(l => l.GetType().Name));
        Assert.Equal(["Dense", "Sigmoid", "Dense", "Sigmoid", "Dense"], model.Decoder.Children.Select(l => l.GetType().Name));
        Assert.Equal([100, 50, 10], model.Encoder.Children.OfType<Dense>().Select(d => d.Units));
        Assert.Equal([50, 100, 784], model.Decoder.Children.OfType<Dense>().Select(d => d.Units));
        Assert.Equal([10], model.Encode(s_images).Shape[1..].Lengths.ToArray());
    }

    [Fact]
    public void Unrolled_levels_begin_with_their_weights_and_biases_both_ways()
    {
        var random = new RandomStream(1);
        LevelWeights Level(int units, int inputs) => new(
            RandomOps.Normal([units, inputs], 0, 0.3, random), RandomOps.Normal([units], 0, 1, random), RandomOps.Normal([inputs], 0, 1, random));
        LevelWeights lower = Level(6, 8), upper = Level(3, 6);
        Autoencoder model = DeepAutoencoder.Unroll([lower, upper]);
        model.Build([8]);
        Tensor x = RandomOps.Uniform([4, 8], 0, 1, random);
        Tensor hidden = x.Linear(lower.Weight, lower.HiddenBias).Sigmoid(), code = hidden.Linear(upper.Weight, upper.HiddenBias);
        Tensor back = ((code.MatMul(upper.Weight) + upper.VisibleBias).Sigmoid().MatMul(lower.Weight) + lower.VisibleBias).Sigmoid();
        Near(code, model.Encode(x));
        Near(back, model.Reconstruct(x));

        // Both ways are free from then on, and the levels keep what they had.
        float[] kept = lower.Weight.ToArray<float>();
        model.Fit(x, new Adam(0.1), epochs: 1);
        Assert.Equal(kept, lower.Weight.ToArray<float>());
        Assert.Equal(8, model.Parameters().Count);
    }

    [Fact]
    public void Unrolled_boltzmann_machines_give_back_what_their_means_do()
    {
        var lower = new RestrictedBoltzmannMachine(784, 30, seed: 1);
        lower.Fit(s_images, new ContrastiveDivergence(epochs: 2, batchSize: 20));
        var upper = new RestrictedBoltzmannMachine(30, 8, hiddenUnits: new GaussianUnits(), seed: 2);
        upper.Fit(lower.Encode(s_images), new ContrastiveDivergence(learningRate: 0.001, epochs: 2, batchSize: 20));
        Autoencoder model = DeepAutoencoder.Unroll([lower, upper]);
        model.Build([1, 28, 28]);
        Near(upper.Encode(lower.Encode(s_images)), model.Encode(s_images));
        Near(lower.Decode(upper.Decode(upper.Encode(lower.Encode(s_images)))), model.Reconstruct(s_images));
        Assert.Contains("cannot be unrolled: it has not been trained.", Assert.Throws<ArgumentException>(() => DeepAutoencoder.Unroll([new RestrictedBoltzmannMachine(4, 2)])).Message);
    }

    [Fact]
    public void The_levels_of_a_deep_one_are_its_own_layers()
    {
        Autoencoder model = DeepAutoencoder.Create(784, [30, 20, 5]);
        StackedAutoencoder levels = DeepAutoencoder.Levels(model, level => new MaskingNoise(0.1 * (level + 1)));
        levels.Fit(s_images, _ => new Adam(0.003), epochs: 3, batchSize: 20, seed: 1);
        model.Build([1, 28, 28]);
        Assert.Equal([0.1, 0.2, 0.1 * 3], levels.Levels.Select(level => ((MaskingNoise)level.Corruption!).Rate));
        Near(levels.Reconstruct(s_images), model.Reconstruct(s_images));
        Near(levels.Encode(s_images), model.Encode(s_images));
        Assert.Equal(12, model.Parameters().Count);
        Assert.Contains("its decoder is not the mirror image of its encoder",
            Assert.Throws<ArgumentException>(() => DeepAutoencoder.Levels(Autoencoder.Create(784, 5, tied: true))).Message);
    }

    [Fact]
    public void A_trained_stack_is_a_better_start_than_chance()
    {
        var stack = new StackedAutoencoder(
            Autoencoder.Create(784, 80, new Sigmoid(), tied: true, Reconstruction.CrossEntropy), Autoencoder.Create(80, 20, tied: true));
        stack.Fit(s_images, _ => new Adam(0.003), epochs: 15, batchSize: 20, seed: 1);
        Autoencoder unrolled = DeepAutoencoder.Unroll(stack), random = DeepAutoencoder.Create(784, [80, 20]);
        foreach (Autoencoder model in (Autoencoder[])[unrolled, random])
        {
            model.Fit(s_images, new ConjugateGradient(maxIterations: 5), seed: 1);
        }
        double pretrained = unrolled.Score(s_images).Mean().ToScalar(), untrained = random.Score(s_images).Mean().ToScalar();
        Assert.True(pretrained < 0.8 * untrained, $"{pretrained} and {untrained}");
    }

    [Fact]
    public void Levels_that_do_not_fit_are_refused()
    {
        LevelWeights Level(int units, int inputs) => new(Tensor.Zeros([units, inputs]), Tensor.Zeros([units]), Tensor.Zeros([inputs]));
        Assert.StartsWith("Level 2 has weights [3, 5], hidden biases [3] and visible biases [5]; [units, inputs], [units] and [inputs] are expected, with 6 inputs, the units of the level below.",
            Assert.Throws<ArgumentException>(() => DeepAutoencoder.Unroll([Level(6, 8), Level(3, 5)])).Message);
        Assert.StartsWith("Level 1 has weights [6, 8], hidden biases [5]", Assert.Throws<ArgumentException>(() => DeepAutoencoder.Unroll([Level(6, 8) with { HiddenBias = Tensor.Zeros([5]) }])).Message);
        Assert.StartsWith("A deep autoencoder needs at least one layer.", Assert.Throws<ArgumentException>(() => DeepAutoencoder.Create(784, [])).Message);
        Assert.Contains("cannot be unrolled", Assert.Throws<ArgumentException>(() => DeepAutoencoder.Unroll(new StackedAutoencoder(Autoencoder.Create(8, 2)))).Message);
    }

    private static void Near(Tensor expected, Tensor actual) => Assert.Equal(expected.ToArray<float>(), actual.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
}
