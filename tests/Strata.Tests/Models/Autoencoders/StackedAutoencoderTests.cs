using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Optimizers.FullBatch;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Tests.Training;
using Strata.Training;

namespace Strata.Tests.Models.Autoencoders;

public class StackedAutoencoderTests
{
    private static readonly ImageSet s_digits = Digits.Load();
    private static readonly Tensor s_images = s_digits.Train.Images;

    private static StackedAutoencoder Stack() => new(
        Autoencoder.Create(784, 60, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, new MaskingNoise(0.2)),
        Autoencoder.Create(60, 40, new Sigmoid(), tied: true, Reconstruction.CrossEntropy, penalty: new KlSparsity(0.1, 0.1)));

    [Fact]
    public void Each_level_learns_the_codes_below_as_if_it_were_trained_alone()
    {
        StackedAutoencoder stack = Stack();
        IReadOnlyList<History> histories = stack.Fit(s_images, _ => new Adam(0.003), epochs: 2, seed: 5);
        Assert.Equal(2, histories.Count);

        StackedAutoencoder byHand = Stack();
        byHand.Levels[0].Fit(s_images, new Adam(0.003), epochs: 2, seed: 5);
        float[] lowest = Blobs.Values(byHand.Levels[0]);
        Tensor codes = byHand.Levels[0].Encode(s_images);
        byHand.Levels[1].Fit(codes, new Adam(0.003), epochs: 2, seed: 6);
        Assert.Equal(Blobs.Values(byHand), Blobs.Values(stack));
        Assert.Equal(lowest, Blobs.Values(stack.Levels[0])); // the level above has left it as it was
        Assert.Equal(byHand.Levels[1].Encode(codes).ToArray<float>(), stack.Encode(s_images).ToArray<float>());
        Assert.Equal(codes.ToArray<float>(), stack.Encode(s_images, 1).ToArray<float>());
    }

    [Fact]
    public void A_classifier_on_top_learns_alone_and_then_all_together()
    {
        StackedAutoencoder stack = Stack();
        stack.Fit(s_images, _ => new Adam(0.003), epochs: 15, batchSize: 50, seed: 1);
        float[] pretrained = Blobs.Values(stack);
        Dataset codes = stack.Encode(s_digits.Train), test = stack.Encode(s_digits.Test);
        Assert.Same(s_digits.Train.Labels, codes.Targets);
        Assert.Equal(s_digits.ClassNames, codes.ClassNames);

        // (a) Only what is on top: a softmax, and a linear support vector machine.
        var softmax = new Dense(10);
        double onTop = new Trainer(softmax, new Adam(0.01), new SoftmaxCrossEntropy(), seed: 1).Fit(codes, 30, test).Last.Metrics["val_accuracy"];
        double machine = new Trainer(new Dense(10), new Adam(0.01), new SquaredHinge(), seed: 1).Fit(codes, 30, test).Last.Metrics["val_accuracy"];
        Assert.InRange(onTop, 0.8, 1);
        Assert.InRange(machine, 0.8, 1);
        Assert.Equal(pretrained, Blobs.Values(stack));

        // (b) The whole net, which begins where (a) ended.
        Sequential net = stack.Classifier(softmax);
        var trainer = new Trainer(net, new Adam(0.003), new SoftmaxCrossEntropy(), seed: 1);
        Assert.Equal(onTop, trainer.Evaluate(s_digits.Test)["accuracy"], 1e-12);
        double tuned = trainer.Fit(s_digits.Train, 5, s_digits.Test).Last.Metrics["val_accuracy"];
        Assert.True(tuned > onTop, $"{tuned} after, {onTop} before");
        Assert.NotEqual(pretrained, Blobs.Values(stack)); // the net's layers are the stack's
    }

    [Fact]
    public void It_is_one_deep_autoencoder_that_can_be_tuned_and_saved()
    {
        StackedAutoencoder stack = Stack();
        stack.Fit(s_images, _ => new Adam(0.003), epochs: 5, batchSize: 50, seed: 1);
        Tensor some = s_images.Slice(0, 0, 40);
        double before = stack.Score(s_images).Mean().ToScalar();
        Assert.Equal(stack.Forward(some).Sigmoid().ToArray<float>(), stack.Reconstruct(some).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(stack.Reconstruct(some).ToArray<float>(), stack.Decode(stack.Encode(some)).ToArray<float>());
        Assert.Equal(some.Shape, stack.Reconstruct(some).Shape);
        new Trainer(stack, new Adam(0.003), stack.Loss, seed: 1).Fit(new Dataset(s_images, s_images), 3);
        Assert.True(stack.Score(s_images).Mean().ToScalar() < 0.95 * before);

        using var folder = new TemporaryFolder();
        stack.Save(folder.File("stack.safetensors"));
        StackedAutoencoder loaded = StackedAutoencoder.Load(folder.File("stack.safetensors"));
        Assert.Equal(stack.Score(some).ToArray<float>(), loaded.Score(some).ToArray<float>());
        Assert.Contains("and not an Autoencoder", Assert.Throws<InvalidDataException>(() => Autoencoder.Load(folder.File("stack.safetensors"))).Message);
    }

    [Fact]
    public void Levels_may_be_trained_in_any_way()
    {
        var stack = new StackedAutoencoder(Autoencoder.Create(784, 20, new Sigmoid(), output: new Sigmoid()), Autoencoder.Create(20, 5));
        var results = new List<BatchResult>();
        stack.Fit(s_images.Slice(0, 0, 100), (level, codes) => results.Add(stack.Levels[level].Fit(codes, new LBfgs(maxIterations: 10), seed: (ulong)level)));
        Assert.Equal(2, results.Count);
        Assert.True(stack.IsBuilt);
    }

    [Fact]
    public void What_is_no_stack_is_refused()
    {
        Assert.StartsWith("A stack of autoencoders needs at least one.", Assert.Throws<ArgumentException>(() => new StackedAutoencoder()).Message);
        Assert.StartsWith("Each level of the stack is an Autoencoder, but Dense is none.", Assert.Throws<ArgumentException>(() => new StackedAutoencoder(new Dense(2))).Message);
        StackedAutoencoder stack = Stack();
        Assert.Throws<ArgumentOutOfRangeException>(() => stack.Encode(s_images, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => stack.Encode(s_images, 0));
        Assert.Contains("has no weights yet", Assert.Throws<InvalidOperationException>(() => stack.Encode(s_images)).Message);
        stack.Build([1, 28, 28]);
        Assert.Contains("was built for samples of shape [40], but got [41]", Assert.Throws<ShapeException>(() => stack.Decode(Tensor.Zeros([1, 41]))).Message);
    }
}
