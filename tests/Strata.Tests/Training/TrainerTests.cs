using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class TrainerTests
{
    private static Trainer Linear(ulong seed = 0, Schedule? rate = null) => new(new Dense(2), new Sgd(rate ?? 0.1), new SoftmaxCrossEntropy(), seed);

    [Fact]
    public void A_linear_model_learns_to_tell_two_clouds_apart()
    {
        Trainer trainer = Linear();
        History history = trainer.Fit(Blobs.Make(), epochs: 5, validation: Blobs.Make(seed: 2), batchSize: 16);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], history.Last.Metrics.Keys);
        Assert.True(history["loss"][4] < history["loss"][0] && history["loss"][4] < 0.05, $"{history["loss"][4]}");
        Assert.InRange(history["val_accuracy"][4], 0.99, 1);
        Assert.Equal((5, 65), (history.Epochs.Count, history.Last.Steps)); // 13 steps an epoch, the last of 8 samples
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("rmsprop")]
    [InlineData("nesterov")]
    public void A_network_of_everything_learns_with_every_rule(string rule)
    {
        Optimizer optimizer = rule switch { "adam" => new Adam(0.01), "rmsprop" => new RmsProp(0.003), _ => new Sgd(0.02, momentum: 0.9, nesterov: true) };
        var trainer = new Trainer(Blobs.Network(), optimizer, new SoftmaxCrossEntropy(), seed: 1);
        Dataset data = Blobs.Pictures();
        trainer.Fit(data, epochs: 15, batchSize: 16);
        Assert.InRange(trainer.Evaluate(data)["accuracy"], 0.95, 1);
    }

    [Fact]
    public void Regularizers_clipping_and_schedules_work_together_and_evaluation_leaves_penalties_out()
    {
        var model = new Dense(2);
        var trainer = new Trainer(model, new AdamW(new WarmUp(5, new Cosine(0.1, 100))) { Clipping = new ClipByGlobalNorm(1) },
            new SoftmaxCrossEntropy(labelSmoothing: 0.1));
        trainer.Regularizers.Add(new MaxNorm(0.5));
        trainer.Regularizers.Add(new L2(0.01));
        trainer.Fit(Blobs.Make(), epochs: 3, batchSize: 16);
        Assert.All(model.Weight!.Value.ToArray<float>().Chunk(2), w => Assert.InRange(Math.Sqrt((w[0] * w[0]) + (w[1] * w[1])), 0, 0.5 + 1e-6));
        trainer.Regularizers.Clear();
        double plain = trainer.Evaluate(Blobs.Make())["loss"];
        trainer.Regularizers.Add(new L2(100));
        Assert.Equal(plain, trainer.Evaluate(Blobs.Make())["loss"]);
        Assert.InRange(trainer.Evaluate(Blobs.Make())["accuracy"], 0.98, 1);
    }

    [Fact]
    public void A_regression_has_a_loss_and_no_accuracy()
    {
        float[] x = [.. Enumerable.Range(0, 64).Select(i => (i / 32f) - 1)];
        var data = new Dataset(Tensor.Wrap(x, [64, 1]), Tensor.Wrap(Array.ConvertAll(x, v => (3 * v) - 1)));
        var model = new Dense(1);
        var trainer = new Trainer(model, new Sgd(0.3), new MeanSquaredError());
        Assert.Equal(["loss"], trainer.Fit(data, epochs: 40, batchSize: 16).Last.Metrics.Keys);
        Assert.Equal(3, model.Weight!.Value.ToScalar(), 0.01);
        Assert.Equal(-1, model.Bias!.Value.ToScalar(), 0.01);
    }

    [Fact]
    public void Evaluation_and_prediction_do_not_depend_on_the_size_of_batches()
    {
        Trainer trainer = Linear();
        Dataset data = Blobs.Make();
        trainer.Fit(data, epochs: 1);
        IReadOnlyDictionary<string, double> one = trainer.Evaluate(data, batchSize: 7), other = trainer.Evaluate(data);
        Assert.Equal(one["loss"], other["loss"], 1e-6);
        Assert.Equal(one["accuracy"], other["accuracy"]);
        Tensor predictions = trainer.Predict(data.Inputs, batchSize: 7);
        Assert.Equal("[200, 2]", predictions.Shape.ToString());
        Assert.Equal(trainer.Predict(data.Inputs).ToArray<float>(), predictions.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(1f, predictions.AsSpan<float>()[0] + predictions.AsSpan<float>()[1], 1e-6f);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Evaluate(data, batchSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Predict(data.Inputs, batchSize: 0));
    }

    [Fact]
    public void Steps_can_be_limited_and_training_goes_on_where_it_was()
    {
        Trainer trainer = Linear(rate: new Piecewise(0.1, (5, 0.05)));
        Dataset data = Blobs.Make(40);
        Assert.Equal(4, trainer.Fit(data, epochs: 10, batchSize: 16, maxSteps: 4).Last.Steps);
        Assert.Equal([(1, 3L, 0.1), (2, 4L, 0.1)], trainer.History.Epochs.Select(e => (e.Epoch, e.Steps, e.LearningRate)));
        trainer.Fit(data, epochs: 1, batchSize: 16);
        Assert.Equal((3, 7L, 0.05), (trainer.History.Last.Epoch, trainer.History.Last.Steps, trainer.History.Last.LearningRate));
        Assert.Equal(3, trainer.Fit(data, epochs: 0).Epochs.Count);
    }

    [Fact]
    public void Without_shuffling_samples_come_in_their_order_and_with_it_in_another_one_each_epoch()
    {
        var data = new Dataset(Tensor.Wrap([.. Enumerable.Range(0, 6).Select(i => (float)i)], [6, 1]), Tensor.Zeros([6, 1]));
        Assert.Equal([0f, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], Order(shuffle: false));
        float[] shuffled = Order(shuffle: true);
        Assert.Equal([0f, 1, 2, 3, 4, 5], shuffled[..6].Order());
        Assert.Equal([0f, 1, 2, 3, 4, 5], shuffled[6..].Order());
        Assert.NotEqual(shuffled[..6], shuffled[6..]);

        float[] Order(bool shuffle)
        {
            var spy = new Spy();
            new Trainer(spy, new Sgd(0.1), new MeanSquaredError()).Fit(data, epochs: 2, batchSize: 4, shuffle: shuffle);
            return [.. spy.Seen];
        }
    }

    [Fact]
    public void A_model_is_built_in_the_type_of_its_inputs()
    {
        Dataset single = Blobs.Make(40);
        var data = new Dataset(single.Inputs.To(DType.Float64), single.Targets, single.ClassNames);
        foreach (DataSource source in (DataSource[])[data, data.Prefetch()])
        {
            Trainer trainer = Linear();
            trainer.Fit(source, epochs: 1, validation: data);
            Assert.Equal((DType.Float64, DType.Float64), (trainer.Model.DType, trainer.Predict(data.Inputs).DType));
        }
        var step = new TrainStep(new Dense(2), new Sgd(0.1), new SoftmaxCrossEntropy());
        Assert.True(double.IsFinite(step.Run(data.Inputs, data.Targets)));
        var words = new Sequential(new Embedding(3, 2), new GlobalAvgPool());
        new TrainStep(words, new Sgd(0.1), new SoftmaxCrossEntropy()).Run(Tensor.Wrap([0, 2, 1, 1], [2, 2]), Tensor.Wrap([0, 1]));
        Assert.Equal(DType.Float32, words.DType);
    }

    [Fact]
    public void A_history_knows_its_metrics()
    {
        Trainer trainer = Linear();
        Assert.Equal("No epoch has been finished yet.", Assert.Throws<InvalidOperationException>(() => trainer.History.Last).Message);
        trainer.Fit(Blobs.Make(), epochs: 1);
        Assert.Equal("The run has no metric 'val_loss'; it has loss, accuracy.", Assert.Throws<KeyNotFoundException>(() => trainer.History["val_loss"]).Message);
    }

    [Fact]
    public void Bad_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Linear().Fit(Blobs.Make(), epochs: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Linear().Fit(Blobs.Make(), epochs: 1, batchSize: 0));
    }

    /// <summary>Passes its input on through one weight and notes what training shows it.</summary>
    private sealed class Spy : Layer
    {
        private readonly Dense _inner = new(1);

        public List<float> Seen { get; } = [];

        public override IReadOnlyList<Layer> Children => [_inner];

        protected override Shape OnBuild(Shape input, RandomStream random) => _inner.Build(input, random);

        protected override Tensor Call(Tensor x, ForwardContext context)
        {
            Seen.AddRange(x.ToArray<float>());
            return _inner.Forward(x, context);
        }
    }
}
