using Strata.Data;
using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Optimizers.FullBatch;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Models.Autoencoders;

[Collection(AloneCollection.Name)]
public class AutoencoderTests
{
    private static readonly Tensor s_digits = Digits.Load().Train.Images.Slice(0, 0, 300);

    // Ten features of three factors and a little noise.
    private static Tensor Mixed(int count = 200)
    {
        var random = new RandomStream(4);
        Tensor factors = RandomOps.Normal([count, 3], 0, 1, random), weights = RandomOps.Normal([3, 10], 0, 1, random);
        return factors.MatMul(weights) + RandomOps.Normal([count, 10], 0, 0.1, random);
    }

    [Fact]
    public void A_linear_one_finds_the_plane_of_principal_components()
    {
        Tensor x = Mixed();
        var model = Autoencoder.Create(10, 3);
        BatchResult result = model.Fit(x, new LBfgs(maxIterations: 500), seed: 1);
        var pca = new Pca(3);
        pca.Fit(x);
        double best = (pca.Inverse(pca.Forward(x)) - x).Square().Sum().ToScalar() / 200; // Baldi and Hornik 1989: no linear autoencoder has less
        Assert.Equal(best, model.Score(x).Mean().ToScalar(), 1e-4 * best);
        Assert.Equal(best / 2, result.Loss, 1e-4 * best);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("tied")]
    [InlineData("masked")]
    [InlineData("gaussian")]
    [InlineData("salt")]
    [InlineData("l1")]
    [InlineData("kl")]
    [InlineData("contractive")]
    [InlineData("k-sparse")]
    [InlineData("relu")]
    [InlineData("convolutional")]
    [InlineData("convolutional without switches")]
    [InlineData("deep")]
    public void Every_kind_learns_to_give_digits_back(string kind)
    {
        Autoencoder model = kind switch
        {
            "basic" => Autoencoder.Create(784, 40, new Tanh(), reconstruction: Reconstruction.CrossEntropy),
            "tied" => Autoencoder.Create(784, 40, new Sigmoid(), tied: true, reconstruction: Reconstruction.CrossEntropy),
            "masked" => Autoencoder.Create(784, 40, new Sigmoid(), tied: true, reconstruction: Reconstruction.CrossEntropy, corruption: new MaskingNoise(0.3)),
            "gaussian" => Autoencoder.Create(784, 40, new Sigmoid(), tied: true, reconstruction: Reconstruction.CrossEntropy, corruption: new GaussianNoise(0.3)),
            "salt" => Autoencoder.Create(784, 40, new Sigmoid(), tied: true, reconstruction: Reconstruction.CrossEntropy, corruption: new SaltAndPepper(0.1)),
            "l1" => Autoencoder.Create(784, 40, penalty: new ActivityL1(0.1)),
            "kl" => Autoencoder.Create(784, 40, new Sigmoid(), output: new Sigmoid(), penalty: new KlSparsity(0.1, 3)),
            "contractive" => Autoencoder.Create(784, 40, new Sigmoid(), tied: true, reconstruction: Reconstruction.CrossEntropy, contraction: 0.1),
            "k-sparse" => Autoencoder.Create(784, 60, new KSparse(15), tied: true),
            "relu" => Autoencoder.Create(784, 40, new Relu()),
            "convolutional" => ConvolutionalAutoencoder.Create(filters: 4, maps: 4),
            "convolutional without switches" => ConvolutionalAutoencoder.Create(filters: 4, maps: 4, switches: false),
            _ => DeepAutoencoder.Create(784, [60, 20], activation: () => new Relu()),
        };
        Tensor some = s_digits.Slice(0, 0, 200), others = s_digits.Slice(0, 200, 100);
        Tensor mean = s_digits.Slice(0, 0, 200).Mean([0], keepAxes: true);
        double without = (others - mean).Square().Sum().ToScalar() / 100; // the best answer that does not look
        History history = model.Fit(some, new Adam(0.01), epochs: 25, batchSize: 20, seed: 1, validation: others);
        Assert.Equal(25, history.Epochs.Count);
        Assert.True(history.Last.Metrics["loss"] < history.Epochs[0].Metrics["loss"]);
        double score = model.Score(others).Mean().ToScalar();
        Assert.True(score < 0.8 * without, $"{score} is not well below {without}");
        Assert.Equal(others.Shape, model.Reconstruct(others).Shape);
        Assert.Equal(history.Last.Metrics["val_loss"], new Trainer(model, new Sgd(1), model.Loss).Evaluate(new Dataset(others, others))["loss"], 1e-4 * Math.Abs(history.Last.Metrics["val_loss"]));
    }

    [Fact]
    public void Sparse_codes_have_the_activity_that_was_asked_for()
    {
        var sparse = Autoencoder.Create(784, 30, new Sigmoid(), output: new Sigmoid(), penalty: new KlSparsity(0.1, 3));
        sparse.Fit(s_digits, new LBfgs(maxIterations: 60), seed: 1);
        Assert.Equal(0.1, sparse.Encode(s_digits).Mean().ToScalar(), 0.03);

        var plain = Autoencoder.Create(784, 30);
        var l1 = Autoencoder.Create(784, 30, penalty: new ActivityL1(1));
        plain.Fit(s_digits, new LBfgs(maxIterations: 40), seed: 1);
        l1.Fit(s_digits, new LBfgs(maxIterations: 40), seed: 1);
        Assert.True(l1.Encode(s_digits).Abs().Mean().ToScalar() < 0.5 * plain.Encode(s_digits).Abs().Mean().ToScalar());

        float[][] codes = [.. Fitted(Autoencoder.Create(784, 30, new KSparse(5), tied: true)).Encode(s_digits).ToArray<float>().Chunk(30)];
        Assert.All(codes, code => Assert.InRange(code.Count(h => h != 0), 0, 5));
    }

    [Fact]
    public void A_contraction_makes_codes_change_less_where_the_input_does()
    {
        Autoencoder free = Fitted(Autoencoder.Create(784, 30, new Sigmoid(), tied: true, Reconstruction.CrossEntropy));
        Autoencoder held = Fitted(Autoencoder.Create(784, 30, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, contraction: 2));
        Tensor some = s_digits.Slice(0, 0, 20);
        Assert.True(Contraction.ByAutograd(held.Encoder, some).ToScalar() < 0.5 * Contraction.ByAutograd(free.Encoder, some).ToScalar());
    }

    [Fact]
    public void A_linear_denoising_one_learns_the_best_linear_filter()
    {
        // Of a feature of variance v under noise of variance 1 the best guess is v / (v + 1) of what is seen (Wiener 1949): 0.8 of the first, 0.2 of the second.
        Tensor x = RandomOps.Normal([2000, 2], 0, 1, new RandomStream(5)) * Tensor.Wrap([2f, 0.5f]);
        var model = Autoencoder.Create(2, 2, corruption: new GaussianNoise(1));
        model.Fit(x, new Adam(new Cosine(0.02, 1600)), epochs: 40, batchSize: 50, seed: 1);
        float[] map = (model.Reconstruct(Tensor.Wrap([1f, 0, 0, 1], [2, 2])) - model.Reconstruct(Tensor.Zeros([1, 2]))).ToArray<float>();
        Assert.Equal([0.8f, 0, 0, 0.2f], map, (a, b) => Math.Abs(a - b) < 0.06);
    }

    [Fact]
    public void The_output_under_the_cross_entropy_is_a_logit_and_what_is_decoded_a_probability()
    {
        Autoencoder model = Fitted(Autoencoder.Create(784, 30, new Sigmoid(), reconstruction: Reconstruction.CrossEntropy));
        Tensor x = s_digits.Slice(0, 0, 3);
        Assert.Equal(model.Forward(x).Sigmoid().ToArray<float>(), model.Reconstruct(x).ToArray<float>());
        Assert.Equal(model.Reconstruct(x).ToArray<float>(), model.Decode(model.Encode(x)).ToArray<float>());
        Assert.Equal([3, 1, 28, 28], model.Decode(model.Encode(x)).Shape.Lengths.ToArray());
        Assert.Equal(
            (model.Reconstruct(x) - x).Square().Reshape([3, 784]).Sum([1]).ToArray<float>(), model.Score(x).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal([3], model.Score(x).Shape.Lengths.ToArray());
    }

    [Fact]
    public void Many_samples_are_encoded_in_parts_as_if_at_once()
    {
        Tensor many = Mixed(1234);
        var model = Autoencoder.Create(10, 4, new Sigmoid());
        model.Build([10], new RandomStream(1));
        Assert.Equal(model.Encoder.Forward(many).ToArray<float>(), model.Encode(many).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([1234], model.Score(many).Shape.Lengths.ToArray());
    }

    [Fact]
    public void It_is_saved_with_all_its_parts()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        Autoencoder model = Autoencoder.Create(
            784, 30, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, new MaskingNoise(0.2), new KlSparsity(0.1, 2), contraction: 0.1);
        model.Fit(s_digits, new Adam(), epochs: 1, seed: 1);
        model.Save(path);
        Autoencoder loaded = Autoencoder.Load(path);
        Assert.Equal(Reconstruction.CrossEntropy, loaded.Reconstruction);
        Assert.Equal(0.2, Assert.IsType<MaskingNoise>(loaded.Corruption).Rate);
        Assert.Equal(2, Assert.IsType<Sequential>(loaded.Penalty).Children.Count);
        Assert.Equal(model.Reconstruct(s_digits).ToArray<float>(), loaded.Reconstruct(s_digits).ToArray<float>());
        Assert.Equal(["encoder.1.weight", "encoder.1.bias", "decoder.0.bias"], loaded.Parameters().Select(p => p.Key));

        var other = new Sequential(new Dense(2));
        other.Build([3]);
        other.Save(folder.File("other.safetensors"));
        Assert.Contains("holds a Sequential, and not an Autoencoder", Assert.Throws<InvalidDataException>(() => Autoencoder.Load(folder.File("other.safetensors"))).Message);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_at_any_number_of_threads()
    {
        int threads = Threads.Count;
        try
        {
            float[] Codes(int count)
            {
                Threads.Count = count;
                var model = Autoencoder.Create(784, 30, new Sigmoid(), corruption: new SaltAndPepper(0.2), contraction: 0.1);
                model.Fit(s_digits, new Adam(), epochs: 2, batchSize: 50, seed: 3);
                return model.Encode(s_digits).ToArray<float>();
            }
            Assert.Equal(Codes(1), Codes(2));
        }
        finally
        {
            Threads.Count = threads;
        }
    }

    [Fact]
    public void It_can_be_cancelled_and_tells_how_far_it_is()
    {
        using var source = new CancellationTokenSource();
        int steps = 0;
        var progress = new Steps(_ =>
        {
            if (++steps == 4)
            {
                source.Cancel();
            }
        });
        var model = Autoencoder.Create(784, 10, new Sigmoid());
        Assert.Throws<OperationCanceledException>(() => model.Fit(s_digits, new Adam(), epochs: 50, progress: progress, cancellation: source.Token));
        Assert.Equal(4, steps);
    }

    [Fact]
    public void Bad_data_and_codes_are_refused_and_constant_samples_are_not()
    {
        var model = Autoencoder.Create(784, 10, new Sigmoid(), reconstruction: Reconstruction.CrossEntropy);
        Assert.Contains("Autoencoder has no weights yet; call Build([...])", Assert.Throws<InvalidOperationException>(() => model.Encode(s_digits)).Message);
        Assert.Contains("Autoencoder has no weights yet; call Build([...])", Assert.Throws<InvalidOperationException>(() => model.Decode(Tensor.Zeros([1, 10]))).Message);
        Tensor bad = Tensor.Zeros([3, 784]);
        bad.AsSpan<float>()[1000] = float.NaN;
        Assert.Contains("Sample 1 of the data holds a value that is not a finite number", Assert.Throws<ArgumentException>(() => model.Fit(bad, new Adam(), 1)).Message);
        Assert.Contains("takes targets of 0 to 1", Assert.Throws<ArgumentException>(() => model.Fit(Tensor.Full([3, 784], 2), new Adam(), 1)).Message);
        Assert.Contains("at least one sample", Assert.Throws<ArgumentException>(() => model.Fit(Tensor.Zeros([0, 784]), new Adam(), 1)).Message);

        model.Fit(Tensor.Full([20, 784], 1), new Adam(0.01), epochs: 5);
        Assert.All(model.Score(Tensor.Full([2, 784], 1)).ToArray<float>(), score => Assert.InRange(score, 0, 200));
        ShapeException fault = Assert.Throws<ShapeException>(() => model.Decode(Tensor.Zeros([1, 9])));
        Assert.StartsWith("Sequential 'decoder' was built for samples of shape [10], but got [9].", fault.Message);
        Assert.Contains("was built for samples of shape [784], but got [783]", Assert.Throws<ShapeException>(() => model.Encode(Tensor.Zeros([1, 783]))).Message);
        Assert.Contains("of at least one sample, but got [0, 784]", Assert.Throws<ArgumentException>(() => model.Score(Tensor.Zeros([0, 784]))).Message);

        var wrong = new Autoencoder(new Dense(3), new Dense(7));
        Assert.Contains("gives back what it gets, samples of 8 elements [8], but its decoder gives [7] of codes [3]. End the decoder with that many units.",
            Assert.Throws<ShapeException>(() => wrong.Build([8])).Message);
        var cut = new Autoencoder(new Dense(3), new Dense(8), new Dense(5));
        Assert.Contains("a corruption leaves the shape as it is", Assert.Throws<ShapeException>(() => cut.Build([8])).Message);
        Autoencoder pooled = ConvolutionalAutoencoder.Create(filters: 2, maps: 2);
        pooled.Build([1, 28, 28]);
        Assert.Contains("needs the switches of MaxPool2D", Assert.Throws<InvalidOperationException>(() => pooled.Decode(Tensor.Zeros([1, 2, 7, 7]))).Message);
    }

    private static Autoencoder Fitted(Autoencoder model)
    {
        model.Fit(s_digits, new Adam(0.005), epochs: 8, batchSize: 30, seed: 1);
        return model;
    }

    private sealed class Steps(Action<TrainingProgress> onStep) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => onStep(value);
    }
}
