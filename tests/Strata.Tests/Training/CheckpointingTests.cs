using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Training;

public class CheckpointingTests
{
    private const int Epochs = 4, BatchSize = 8, Steps = 20;

    private static readonly Dictionary<string, Func<Optimizer>> s_optimizers = new()
    {
        ["Sgd"] = () => new Sgd(0.1),
        ["Sgd with momentum"] = () => new Sgd(0.1, momentum: 0.9, nesterov: true),
        ["Adam"] = () => new Adam(new Cosine(0.01, Steps)),
        ["AdamW"] = () => new AdamW(0.01),
        ["Nadam"] = () => new Nadam(0.01),
        ["AdaGrad"] = () => new AdaGrad(0.1),
        ["AdaDelta"] = () => new AdaDelta(1),
        ["RmsProp"] = () => new RmsProp(0.01),
        ["Rprop"] = () => new Rprop(0.01),
    };

    public static TheoryData<string> Optimizers => [.. s_optimizers.Keys];

    private static Trainer Trainer(string optimizer = "Adam", ulong seed = 3)
        => new(new Sequential(new Dense(6), new BatchNorm(), new Relu(), new Dropout(0.3), new Dense(2)), s_optimizers[optimizer](), new SoftmaxCrossEntropy(), seed);

    // Averages as it goes, and would stop before the end.
    private static Callback[] Callbacks() => [new EarlyStopping(patience: 2, margin: 10), new WeightAveraging(0.9)];

    private static History Fit(Trainer trainer, Checkpointing? checkpointing, int dies = int.MaxValue, int epochs = Epochs, CancellationToken cancellation = default)
        => trainer.Fit(
            Blobs.Make(38), epochs, Blobs.Make(20), BatchSize, callbacks: [new Death(dies), .. Callbacks()], checkpointing: checkpointing, cancellation: cancellation);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_training_that_dies_at_any_step_and_is_resumed_ends_in_the_same_bits(string optimizer)
    {
        using var folder = new TemporaryFolder();
        Trainer whole = Trainer(optimizer);
        History expected = Fit(whole, null);
        Assert.Equal(3, expected.Epochs.Count);
        for (int step = 1; step <= expected.Last.Steps; step++)
        {
            string path = folder.File($"at {step}");
            Assert.Throws<DeathException>(() => Fit(Trainer(optimizer), new Checkpointing(path, TimeSpan.Zero), step));
            Assert.Equal(step > 1, File.Exists(path));
            Trainer resumed = Trainer(optimizer);
            History history = Fit(resumed, new Checkpointing(path, TimeSpan.Zero, resume: true));
            Assert.Equal(Blobs.Values(whole.Model), Blobs.Values(resumed.Model));
            Assert.Equal(whole.Model.States().Select(s => s.Value.ToArray<float>()), resumed.Model.States().Select(s => s.Value.ToArray<float>()));
            Assert.Equal(expected.Epochs.Select(e => e.Metrics), history.Epochs.Select(e => e.Metrics));
            Assert.Equal(expected.Epochs.Select(e => (e.Epoch, e.Steps, e.LearningRate)), history.Epochs.Select(e => (e.Epoch, e.Steps, e.LearningRate)));
        }
    }

    [Fact]
    public void A_cancelled_training_leaves_a_checkpoint_whatever_the_interval()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        Trainer whole = Trainer(), cancelled = Trainer(), resumed = Trainer();
        Fit(whole, null);
        Assert.Throws<OperationCanceledException>(() => cancelled.Fit(
            Blobs.Make(38), Epochs, Blobs.Make(20), BatchSize, callbacks: [new Death(int.MaxValue, 7, source), .. Callbacks()],
            checkpointing: new Checkpointing(folder.File("c"), TimeSpan.FromDays(1)), cancellation: source.Token));
        Fit(resumed, new Checkpointing(folder.File("c"), resume: true));
        Assert.Equal(Blobs.Values(whole.Model), Blobs.Values(resumed.Model));
    }

    [Fact]
    public void A_limit_of_steps_counts_from_the_beginning_of_the_training_that_died()
    {
        using var folder = new TemporaryFolder();
        Trainer died = Trainer(), resumed = Trainer();
        died.Fit(Blobs.Make(38), 1, batchSize: BatchSize);
        Assert.Throws<DeathException>(() => died.Fit(
            Blobs.Make(38), 3, batchSize: BatchSize, maxSteps: 9, callbacks: [new Death(4)], checkpointing: new Checkpointing(folder.File("c"), TimeSpan.Zero)));
        resumed.Fit(Blobs.Make(38), 3, batchSize: BatchSize, maxSteps: 9, checkpointing: new Checkpointing(folder.File("c"), resume: true));
        Assert.Equal((3, 14), (resumed.History.Epochs.Count, resumed.History.Last.Steps));
    }

    [Fact]
    public void The_last_epoch_is_ended_though_its_steps_were_done_when_it_died()
    {
        using var folder = new TemporaryFolder();
        Trainer whole = Trainer(), resumed = Trainer();
        whole.Fit(Blobs.Make(38), 3, Blobs.Make(20), BatchSize, maxSteps: 9);
        Assert.Throws<DeathException>(() => Trainer().Fit(
            Blobs.Make(38), 3, Blobs.Make(20), BatchSize, maxSteps: 9, callbacks: [new DeathInEpoch(2)], checkpointing: new Checkpointing(folder.File("c"), TimeSpan.Zero)));
        resumed.Fit(Blobs.Make(38), 3, Blobs.Make(20), BatchSize, maxSteps: 9, checkpointing: new Checkpointing(folder.File("c"), resume: true));
        Assert.Equal(whole.History.Epochs.Select(e => e.Metrics), resumed.History.Epochs.Select(e => e.Metrics));
        Assert.Equal((2, 9), (resumed.History.Epochs.Count, resumed.History.Last.Steps));
    }

    [Fact]
    public void Curvatures_are_those_of_the_beginning_of_the_epoch_after_a_death_too()
    {
        using var folder = new TemporaryFolder();
        Trainer whole = Train(int.MaxValue, null), resumed;
        Assert.Throws<DeathException>(() => Train(7, new Checkpointing(folder.File("c"), TimeSpan.Zero)));
        resumed = Train(int.MaxValue, new Checkpointing(folder.File("c"), resume: true));
        Assert.Equal(Blobs.Values(whole.Model), Blobs.Values(resumed.Model));

        static Trainer Train(int dies, Checkpointing? checkpointing)
        {
            var optimizer = new DiagonalLevenbergMarquardt(0.05);
            Dataset data = Blobs.Make(38);
            var trainer = new Trainer(new Sequential(new Dense(4), new Tanh(), new Dense(2)), optimizer, new SoftmaxCrossEntropy(), 3);
            trainer.Fit(data, 3, batchSize: BatchSize, callbacks: [new CurvatureEstimation(optimizer, data, 10), new Death(dies)], checkpointing: checkpointing);
            return trainer;
        }
    }

    [Fact]
    public void A_training_that_was_stopped_stays_stopped()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer(), resumed = Trainer();
        Fit(trainer, new Checkpointing(folder.File("c"), TimeSpan.Zero));
        Assert.Equal(3, Fit(resumed, new Checkpointing(folder.File("c"), resume: true), epochs: 10).Epochs.Count);
        Assert.Equal(Blobs.Values(trainer.Model), Blobs.Values(resumed.Model));
    }

    [Fact]
    public void A_file_of_another_training_is_refused_by_what_differs()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c");
        Assert.Throws<DeathException>(() => Fit(Trainer(), new Checkpointing(path, TimeSpan.Zero), 3));
        var resume = new Checkpointing(path, resume: true);
        Assert.Contains($"{path} does not fit this training: its seed: 3, this training's: 4", Refused(Trainer(seed: 4)));
        Assert.Contains("it was trained by Adam, and this optimizer is Sgd", Refused(Trainer("Sgd")));
        Assert.Contains("its batch size: 8, this training's: 4", Refused(Trainer(), batchSize: 4));
        Assert.Contains("its training samples: 38, this training's: 20", Refused(Trainer(), samples: 20));
        Assert.Contains("its shuffling: yes, this training's: no", Refused(Trainer(), shuffle: false));
        Assert.Contains("its part size: the whole batch, this training's: 4", Refused(new Trainer(Trainer().Model, new Adam(), new SoftmaxCrossEntropy(), 3, partSize: 4)));
        Assert.Contains("'0.weight'", Refused(new Trainer(new Sequential(new Dense(3), new Dense(2)), new Adam(), new SoftmaxCrossEntropy(), 3)));
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains("truncated", Refused(Trainer()));

        string Refused(Trainer trainer, int batchSize = BatchSize, int samples = 38, bool shuffle = true) => Assert.Throws<InvalidDataException>(
            () => trainer.Fit(Blobs.Make(samples), Epochs, batchSize: batchSize, shuffle: shuffle, checkpointing: resume)).Message;
    }

    [Fact]
    public void Other_regularizers_or_strengths_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c");
        Assert.Throws<DeathException>(() => Fit(Regularized(new L2(0.01), new MaxNorm(3)), new Checkpointing(path, TimeSpan.Zero), 3));
        const string before = "its regularizers: L2(0.01), MaxNorm(3), this training's: ";
        Assert.Contains(before + "none.", Refused());
        Assert.Contains(before + "L2(0.02), MaxNorm(3).", Refused(new L2(0.02), new MaxNorm(3)));
        Assert.Contains(before + "L1(0.01), UnitNorm.", Refused(new L1(0.01), new UnitNorm()));
        Assert.Contains(before + "Elastic(0.1, 1E-05), Orthogonality(2).", Refused(new Elastic(0.1, 1e-5), new Orthogonality(2)));
        Fit(Regularized(new L2(0.01), new MaxNorm(3)), new Checkpointing(path, resume: true));

        static Trainer Regularized(params Regularizer[] regularizers)
        {
            Trainer trainer = Trainer();
            Array.ForEach(regularizers, trainer.Regularizers.Add);
            return trainer;
        }

        string Refused(params Regularizer[] regularizers)
            => Assert.Throws<InvalidDataException>(() => Fit(Regularized(regularizers), new Checkpointing(path, resume: true))).Message;
    }

    [Fact]
    public void Other_callbacks_are_refused_unless_they_keep_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c");
        Assert.Throws<DeathException>(() => Fit(Trainer(), new Checkpointing(path, TimeSpan.Zero), 3));
        const string before = "its callbacks: Death, EarlyStopping, WeightAveraging, this training's: ";
        Assert.EndsWith(before + "Death, EarlyStopping.", Refused(new Death(99), new EarlyStopping()));
        Assert.EndsWith(before + "Death, WeightAveraging, EarlyStopping.", Refused(new Death(99), new WeightAveraging(), new EarlyStopping()));
        Assert.EndsWith(before + "EarlyStopping, EarlyStopping, WeightAveraging.", Refused([new EarlyStopping(), .. Callbacks()]));
        Assert.EndsWith(before + ".", Refused());
        Trainer whole = Trainer(), resumed = Trainer();
        Fit(whole, null);
        Resume(resumed, [new DeathInEpoch(99), .. Callbacks(), new Death(99)]);
        Assert.Equal(Blobs.Values(whole.Model), Blobs.Values(resumed.Model));

        History Resume(Trainer trainer, params Callback[] callbacks) => trainer.Fit(
            Blobs.Make(38), Epochs, Blobs.Make(20), BatchSize, callbacks: callbacks, checkpointing: new Checkpointing(path, resume: true));

        string Refused(params Callback[] callbacks) => Assert.Throws<InvalidDataException>(() => Resume(Trainer(), callbacks)).Message;
    }

    [Theory]
    [InlineData("steps", "-1", "'steps' is -1, and can be 0 to 9223372036854775807")]
    [InlineData("position.first_epoch", "4294967296", "'position.first_epoch' is 4294967296, and can be 0 to 0")]
    [InlineData("position.first_step", "-9223372036854775808", "'position.first_step' is -9223372036854775808, and can be 0 to 2")]
    [InlineData("position.epoch.steps", "2147483648", "'position.epoch.steps' is 2147483648, and can be 0 to 2147483647")]
    [InlineData("optimizer.steps", "-5", "'optimizer.steps' is -5")]
    [InlineData("callback.1.waited", "99999999999", "'callback.1.waited' is 99999999999")]
    [InlineData("callback.2.averaged", "-1", "'callback.2.averaged' is -1")]
    [InlineData("stopped", "2", "'stopped' is 2, and can be 0 to 1")]
    [InlineData("history", "[null]", "its history has an epoch without metrics")]
    [InlineData("history", "[{\"Epoch\":1}]", "its history has an epoch without metrics")]
    [InlineData("history", "[{\"Epoch\":1e99}]", "its history cannot be read")]
    [InlineData("callbacks", "Death, X", "its callbacks: Death, X, this training's: Death, EarlyStopping, WeightAveraging")]
    public void Values_of_a_file_that_make_no_sense_are_refused_by_name(string name, string value, string message)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c");
        Assert.Throws<DeathException>(() => Fit(Trainer(), new Checkpointing(path, TimeSpan.Zero), 3));
        TensorFile file = SafeTensors.Read(path);
        Assert.Contains(name, file.Metadata.Keys);
        SafeTensors.Write(path, file.Tensors, new Dictionary<string, string>(file.Metadata) { [name] = value });
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Fit(Trainer(), new Checkpointing(path, resume: true))).Message);
    }

    [Fact]
    public void A_factor_of_the_learning_rate_that_makes_no_sense_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c");
        Assert.Throws<DeathException>(() => Train(new Checkpointing(path, TimeSpan.Zero), 3));
        TensorFile file = SafeTensors.Read(path);
        foreach (string factor in (string[])["0", "-1", "NaN", "Infinity"])
        {
            SafeTensors.Write(path, file.Tensors, new Dictionary<string, string>(file.Metadata) { ["callback.0.factor"] = factor });
            Assert.Contains(
                $"its factor of the learning rate is {factor}", Assert.Throws<InvalidDataException>(() => Train(new Checkpointing(path, resume: true), 99)).Message);
        }

        static void Train(Checkpointing checkpointing, int dies)
        {
            var rate = new Scaled(0.1);
            new Trainer(new Dense(2), new Sgd(rate), new SoftmaxCrossEntropy()).Fit(
                Blobs.Make(38), 2, batchSize: BatchSize, callbacks: [new ReduceOnPlateau(rate, metric: "loss"), new Death(dies)], checkpointing: checkpointing);
        }
    }

    [Fact]
    public void The_checkpoint_of_a_cancelled_training_is_there_before_its_source_is_disposed_of()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        bool? kept = null;
        Assert.Throws<OperationCanceledException>(() => Trainer().Fit(
            DataSource.From(Batches()), 1, callbacks: [new Death(99, 3, source)], checkpointing: new Checkpointing(folder.File("c"), TimeSpan.FromDays(1)),
            cancellation: source.Token));
        Assert.True(kept);

        IEnumerable<(Tensor, Tensor)> Batches()
        {
            try
            {
                while (true)
                {
                    yield return (Tensor.Ones([2, 2]), Tensor.Wrap([0, 1]));
                }
            }
            finally
            {
                kept = File.Exists(folder.File("c"));
            }
        }
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_an_error_and_the_interval_is_checked()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<DirectoryNotFoundException>(() => Fit(Trainer(), new Checkpointing(folder.File(Path.Combine("none", "c")), TimeSpan.Zero)));
        Assert.Contains("cannot be negative", Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpointing("c", TimeSpan.FromSeconds(-1))).Message);
    }

    [Fact]
    public void Numbers_texts_and_tensors_are_kept_to_the_last_bit()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = new Checkpoint();
        Checkpoint section = checkpoint.Section("a").Section("b");
        section.Set("third", 1.0 / 3);
        section.Set("nan", double.NaN);
        section.Set("least", long.MinValue);
        section.Set("text", "naïve\n");
        section.Set("tensor", Tensor.Wrap([1.5, -0.0]));
        checkpoint.Write(folder.File("c"));
        section = Checkpoint.Read(folder.File("c")).Section("a").Section("b");
        Assert.Equal((1.0 / 3, long.MinValue, "naïve\n"), (section.Number("third"), section.Integer("least"), section.Text("text")));
        Assert.True(double.IsNaN(section.Number("nan")) && section.Has("nan") && !section.Has("none"));
        Tensor read = Tensor.Zeros([2], DType.Float64);
        section.CopyTo("tensor", read);
        Assert.Equal([1.5, -0.0], read.ToArray<double>());
        Assert.Equal(["tensor"], section.Tensors.Keys);
        Assert.Contains("'a.b.none' is missing", Assert.Throws<InvalidDataException>(() => section.Text("none")).Message);
        Assert.Contains("'a.b.text' is no integer", Assert.Throws<InvalidDataException>(() => section.Integer("text")).Message);
        Assert.Contains("'a.b.tensor' is Float64 [2], but Float32 [2] is expected", Assert.Throws<InvalidDataException>(() => section.CopyTo("tensor", Tensor.Zeros([2]))).Message);
    }

    private sealed class DeathException : Exception;

    // Dies after the epoch's validation.
    private sealed class DeathInEpoch(int epoch) : Callback
    {
        public override void OnEpochEnd(Trainer trainer, EpochResult result)
        {
            if (result.Epoch == epoch)
            {
                throw new DeathException();
            }
        }
    }

    // Dies in a step before its checkpoint; a cancellation comes after one.
    private sealed class Death(int step, int cancels = int.MaxValue, CancellationTokenSource? source = null) : Callback
    {
        private int _steps;

        public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
        {
            if (++_steps == step)
            {
                throw new DeathException();
            }
            if (_steps == cancels)
            {
                source!.Cancel();
            }
        }
    }
}
