using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Training;

public class TruncatedBackpropagationTests
{
    private const int Batch = 3, Steps = 7;
    private static readonly Tensor s_x = RandomOps.Uniform([Batch, Steps, 2], -1, 1, new RandomStream(2), DType.Float64);
    private static readonly Tensor s_y = RandomOps.Uniform([Batch, Steps, 1], -1, 1, new RandomStream(3), DType.Float64);

    private static Sequential Model()
    {
        var model = new Sequential(new Lstm(3, returnSequence: true), new Gru(2, returnSequence: true), new Dense(1));
        model.Build([Steps, 2], new RandomStream(1), DType.Float64);
        return model;
    }

    private static double[] Weights(Layer model) => [.. model.Parameters().SelectMany(p => p.Value.Value.ToArray<double>())];

    private static TrainStep Step(Layer model, double rate = 0.5) => new(model, new Sgd(rate), new MeanSquaredError());

    [Fact]
    public void A_window_as_long_as_the_sequence_is_back_propagation_through_all_of_time()
    {
        Layer whole = Model();
        double expected = Step(whole).Run(s_x, s_y);
        foreach (int window in (int[])[Steps, 99])
        {
            Layer cut = Model();
            Assert.Equal(expected, new TruncatedBackpropagation(Step(cut), window).Run(s_x, s_y), 1e-15); // times seven, by seven
            Assert.Equal(Weights(whole), Weights(cut));
        }
    }

    [Fact]
    public void The_windows_losses_are_those_of_the_whole_sequence_where_nothing_is_learned()
    {
        Layer model = Model();
        double expected = Step(model, 1e-16).Run(s_x, s_y);
        Assert.Equal(expected, new TruncatedBackpropagation(Step(model, 1e-16), 3).Run(s_x, s_y), 1e-12); // windows of 3, 3 and 1 steps
        Assert.Equal(expected, new TruncatedBackpropagation(Step(model, 1e-16), 1).Run(s_x, s_y), 1e-12);
    }

    // h1 = tanh(w x1 + u 0), h2 = tanh(w x2 + u h1); ∂E2/∂w = 2 (h2 - y2) (1 - h2²) x2 with h1 a constant, ∂E2/∂u likewise with h1 in place of x2.
    [Fact]
    public void Gradients_end_at_the_border_of_a_window()
    {
        var layer = new SimpleRnn(1, returnSequence: true);
        layer.Build([2, 1], dtype: DType.Float64);
        (layer.Weight!.Value.AsSpan<double>()[0], layer.RecurrentWeight!.Value.AsSpan<double>()[0]) = (0.9, 0.6);
        const double x1 = 0.7, x2 = -0.4, y1 = 0.2, y2 = 0.5, rate = 0.3;
        new TruncatedBackpropagation(Step(layer, rate), 1).Run(Tensor.Wrap([x1, x2], [1, 2, 1]), Tensor.Wrap([y1, y2], [1, 2, 1]));

        double w = 0.9, u = 0.6, b = 0, h1 = Math.Tanh(w * x1);
        double d1 = 2 * (h1 - y1) * (1 - (h1 * h1));
        (w, b) = (w - (rate * d1 * x1), b - (rate * d1)); // u sees a state of zero
        double h2 = Math.Tanh((w * x2) + (u * h1) + b), d2 = 2 * (h2 - y2) * (1 - (h2 * h2));
        (w, u, b) = (w - (rate * d2 * x2), u - (rate * d2 * h1), b - (rate * d2));
        Assert.Equal([w, u, b], Weights(layer), (p, q) => Math.Abs(p - q) < 1e-14);
    }

    // The target is the input of the step before, which is in the same window every other time only.
    [Fact]
    public void What_was_seen_in_the_window_before_is_remembered()
    {
        const int length = 60;
        float[] x = RandomOps.Uniform([8 * length], -1, 1, new RandomStream(5)).ToArray<float>();
        float[] y = [0, .. x[..^1]];
        Dataset streams = new Dataset(Tensor.Wrap(x, [8 * length, 1]), Tensor.Wrap(y, [8 * length, 1])).Streams(8);
        var step = new TrainStep(new Sequential(new Gru(8, returnSequence: true), new Dense(1)), new Adam(0.02), new MeanSquaredError(), seed: 1);
        var reading = new TruncatedBackpropagation(step, 2);
        double loss = 1;
        for (int epoch = 0; epoch < 40; epoch++)
        {
            loss = reading.Run(streams.Inputs, streams.Targets);
        }
        Assert.InRange(loss, 0, 0.05); // a net that begins each window at zero cannot get below half of the variance, 1/6
        Assert.Null(step.RecurrentState);
    }

    [Fact]
    public void Text_is_learned_in_streams_with_labels_at_each_step()
    {
        int[] text = [.. Enumerable.Range(0, 401).Select(i => "strata ".IndexOf("strata "[i % 7], StringComparison.Ordinal))];
        Dataset streams = new Dataset(Tensor.Wrap(text[..^1]).OneHot(7), Tensor.Wrap(text[1..])).Streams(4);
        Assert.Equal(Shape.Create([4, 100, 7]), streams.Inputs.Shape);
        var step = new TrainStep(
            new Sequential(new Lstm(12, returnSequence: true), new Dense(7)), new Adam(0.02), new EachStep(new SoftmaxCrossEntropy()), seed: 1);
        var reading = new TruncatedBackpropagation(step, 10);
        double loss = 9;
        for (int epoch = 0; epoch < 12; epoch++)
        {
            loss = reading.Run(streams.Inputs, streams.Targets);
        }
        Assert.InRange(loss, 0, 0.1);
    }

    [Fact]
    public void Evaluation_leaves_the_state_of_a_training_alone()
    {
        Tensor[] x = s_x.Split(1, 3, 4), y = s_y.Split(1, 3, 4);
        double[] Train(bool evaluates)
        {
            Layer model = Model();
            var step = new TrainStep(model, new Sgd(0.5), new MeanSquaredError()) { RecurrentState = new RecurrentState() };
            var trainer = new Trainer(model, new Sgd(0.5), new MeanSquaredError());
            step.Run(x[0], y[0]);
            if (evaluates)
            {
                double loss = trainer.Evaluate(new Dataset(s_x, s_y))["loss"];
                Assert.Equal(loss, trainer.Evaluate(new Dataset(s_x, s_y), batchSize: 2)["loss"], 1e-12); // each batch begins at zero
                trainer.Predict(s_x);
            }
            step.Run(x[1], y[1]);
            return Weights(model);
        }

        Assert.Equal(Train(evaluates: false), Train(evaluates: true));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_state_as_it_was()
    {
        Layer model = Model();
        TrainStep step = Step(model);
        step.RecurrentState = new RecurrentState();
        step.Run(s_x, s_y);
        Recurrent layer = (Recurrent)model.Children[0];
        double[] held = step.RecurrentState[layer]![1].ToArray<double>();
        Tensor bad = s_x.Clone();
        bad.AsSpan<double>()[0] = double.NaN;
        Assert.StartsWith(
            "Training stopped at step 1: the loss is NaN. The batch's inputs are not finite.",
            Assert.Throws<NonFiniteLossException>(() => step.Run(bad, s_y)).Message);
        Assert.Equal(held, step.RecurrentState[layer]![1].ToArray<double>());
        Assert.True(double.IsFinite(step.Run(s_x, s_y)));
        Assert.NotEqual(held, step.RecurrentState[layer]![1].ToArray<double>());
    }

    private static Sequential WithDropout()
    {
        var model = new Sequential(new Lstm(3, returnSequence: true), new Dropout(0.3), new Residual(new Gru(3, returnSequence: true)), new Dense(1));
        model.Build([Steps, 2], new RandomStream(1), DType.Float64);
        return model;
    }

    private static (TruncatedBackpropagation Reading, Layer Model) Reading(int window = 2, ulong seed = 4)
    {
        Layer model = WithDropout();
        return (new TruncatedBackpropagation(new TrainStep(model, new Adam(0.05), new MeanSquaredError(), seed), window), model);
    }

    // Two passes of four windows each, the last of one step.
    [Fact]
    public void A_training_that_is_broken_off_at_any_window_and_resumed_ends_in_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        (TruncatedBackpropagation whole, Layer expected) = Reading();
        double[] losses = [whole.Run(s_x, s_y), whole.Run(s_x, s_y)];
        for (int window = 1; window <= 8; window++)
        {
            string path = folder.File($"at {window}");
            int windows = 0, pass = 0;
            (TruncatedBackpropagation broken, _) = Reading();
            broken.WindowEnded = () =>
            {
                if (++windows == window)
                {
                    var checkpoint = new Checkpoint();
                    broken.Capture(checkpoint);
                    checkpoint.Set("pass", pass);
                    checkpoint.Write(path);
                    throw new OperationCanceledException();
                }
            };
            Assert.Throws<OperationCanceledException>(() =>
            {
                for (; pass < 2; pass++)
                {
                    broken.Run(s_x, s_y);
                }
            });
            Assert.Equal(losses[0], Reading().Reading.Run(s_x, s_y)); // the place was that of the broken one alone

            (TruncatedBackpropagation resumed, Layer model) = Reading();
            Checkpoint kept = Checkpoint.Read(path);
            resumed.Restore(kept);
            double loss = 0;
            for (long p = kept.Integer("pass"); p < 2; p++)
            {
                loss = resumed.Run(s_x, s_y);
            }
            Assert.Equal(losses[1], loss);
            Assert.Equal(Weights(expected), Weights(model));
        }
    }

    [Fact]
    public void A_loop_of_ones_own_is_resumed_from_its_step()
    {
        using var folder = new TemporaryFolder();
        Tensor[] x = s_x.Split(1, 3, 2, 2), y = s_y.Split(1, 3, 2, 2);
        (TrainStep whole, Layer expected) = Begin();
        (TrainStep broken, _) = Begin();
        (TrainStep resumed, Layer model) = Begin();
        whole.Run(x[0], y[0]);
        broken.Run(x[0], y[0]);
        var checkpoint = new Checkpoint();
        broken.Capture(checkpoint.Section("training"));
        checkpoint.Write(folder.File("c"));
        resumed.RecurrentState = null; // it is made where there was one
        resumed.Restore(Checkpoint.Read(folder.File("c")).Section("training"));
        Assert.Equal(1, resumed.Steps);
        for (int i = 1; i < 3; i++)
        {
            Assert.Equal(whole.Run(x[i], y[i]), resumed.Run(x[i], y[i]));
        }
        Assert.Equal(Weights(expected), Weights(model));

        static (TrainStep Step, Layer Model) Begin()
        {
            Layer model = WithDropout();
            return (new TrainStep(model, new Adam(0.05), new MeanSquaredError(), 4) { RecurrentState = new RecurrentState() }, model);
        }
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        (TruncatedBackpropagation reading, _) = Reading();
        var checkpoint = new Checkpoint();
        reading.WindowEnded = () => reading.Capture(checkpoint);
        reading.Run(s_x, s_y);
        Assert.Contains("its window: 2, this training's: 3", Refused(Reading(window: 3).Reading));
        Assert.Contains("its seed: 4, this training's: 5", Refused(Reading(seed: 5).Reading));
        (TruncatedBackpropagation resumed, _) = Reading();
        resumed.Restore(checkpoint);
        Assert.StartsWith(
            "The pass that is resumed has read 7 steps, but these sequences [3, 4, 2] have 4. Give it the same ones again.",
            Assert.Throws<ArgumentException>(() => resumed.Run(s_x.Slice(1, 0, 4), s_y.Slice(1, 0, 4))).Message);
        Assert.True(double.IsFinite(resumed.Run(s_x, s_y)));
        Assert.Contains("no weights yet", Assert.Throws<InvalidOperationException>(
            () => new TruncatedBackpropagation(new TrainStep(new Dense(1), new Adam(0.05), new MeanSquaredError(), 4), 2).Restore(checkpoint)).Message);
        checkpoint.Set("start", -1);
        Assert.Contains("'start' is -1", Refused(Reading().Reading));

        string Refused(TruncatedBackpropagation other) => Assert.Throws<InvalidDataException>(() => other.Restore(checkpoint)).Message;
    }

    [Fact]
    public void What_cannot_be_cut_is_refused()
    {
        TrainStep step = Step(Model());
        Assert.StartsWith("A window needs at least one step.", Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedBackpropagation(step, 0)).Message);
        Assert.StartsWith(
            "Sequences [batch, steps, ...] need at least one step, and targets [batch, steps, ...] for each, but got inputs [3, 7, 2] and targets [3, 1].",
            Assert.Throws<ArgumentException>(() => new TruncatedBackpropagation(step, 2).Run(s_x, s_y.Slice(1, 0, 1).Reshape([3, 1]))).Message);
        Assert.StartsWith(
            "A state that is carried from step to step cannot be differentiable",
            Assert.Throws<ArgumentException>(() => step.RecurrentState = new RecurrentState(differentiable: true)).Message);
        var inParts = new TrainStep(Model(), new Sgd(0.1), new MeanSquaredError(), partSize: 2) { RecurrentState = new RecurrentState() };
        Assert.StartsWith(
            "Recurrent layers carry over the state of a whole batch, but this one of 3 passes in parts of 2.",
            Assert.Throws<InvalidOperationException>(() => inParts.Run(s_x, s_y)).Message);
    }
}
