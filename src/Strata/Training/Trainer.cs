using System.Diagnostics;
using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>Trains a model by mini-batches: <see cref="TrainStep"/> in a loop, with shuffling, validation, progress and cancellation.</summary>
public sealed class Trainer
{
    private readonly TrainStep _step;
    private readonly RandomStream _shuffling;
    private bool _stop;

    /// <summary>A trainer for one model.</summary>
    /// <param name="model">Built from the first data set if it has not been.</param>
    /// <param name="optimizer">The rule.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="seed">Everything random in the run (weights, order, dropout) follows from it. Default: 0.</param>
    /// <param name="partSize">The most samples that pass through the model at once in a step; see <see cref="TrainStep"/>. Default: null, the whole batch.</param>
    public Trainer(Layer model, Optimizer optimizer, Loss loss, ulong seed = 0, int? partSize = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        Model = model;
        Optimizer = optimizer;
        Loss = loss;
        _step = new TrainStep(model, optimizer, loss, seed, partSize);
        _shuffling = new RandomStream(seed).Split(2);
    }

    /// <summary>The model.</summary>
    public Layer Model { get; }

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>Penalties that are added to the training loss, though not in <see cref="Evaluate"/>, and constraints that hold after each update. Default: none.</summary>
    public IList<Regularizer> Regularizers => _step.Regularizers;

    /// <summary>The epochs trained so far, over all calls of <see cref="Fit"/>.</summary>
    public History History { get; } = new();

    /// <summary>Ends the training after the current step; <see cref="Fit"/> then returns as usual. For callbacks.</summary>
    public void Stop() => _stop = true;

    /// <summary>Trains for a number of passes over the data, or until a number of steps is reached.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="validation">Measured after every epoch; null for none.</param>
    /// <param name="batchSize">Samples a step; the last batch of an epoch may be smaller. Default: 64.</param>
    /// <param name="shuffle">Whether each epoch sees the samples in a new random order. Default: true.</param>
    /// <param name="maxSteps">Ends the training after this many steps of this call, in the middle of an epoch if need be.</param>
    /// <param name="callbacks">Called after steps and epochs.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Looked at before every step. The model keeps what it has learned.</param>
    /// <returns><see cref="History"/>.</returns>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
    public History Fit(
        Dataset train, int epochs, Dataset? validation = null, int batchSize = 64, bool shuffle = true, long? maxSteps = null,
        IReadOnlyList<Callback>? callbacks = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        callbacks ??= [];
        _stop = false;
        _step.Build(train.InputShape);
        Each(callbacks, c => c.OnTrainingBegin(this));
        long lastStep = maxSteps is { } most && most < long.MaxValue - _step.Steps ? _step.Steps + most : long.MaxValue;
        int first = History.Epochs.Count;
        for (int epoch = first + 1; epoch <= first + epochs && !_stop && _step.Steps < lastStep; epoch++)
        {
            EpochResult result = TrainEpoch(epoch, first + epochs, train, batchSize, shuffle, lastStep, callbacks, progress, cancellation);
            if (validation is not null)
            {
                var metrics = new Dictionary<string, double>(result.Metrics);
                foreach ((string name, double value) in Evaluate(validation, cancellation: cancellation))
                {
                    metrics["val_" + name] = value;
                }
                result = result with { Metrics = metrics };
            }
            History.Add(result);
            Each(callbacks, c => c.OnEpochEnd(this, result));
        }
        Each(callbacks, c => c.OnTrainingEnd(this));
        return History;
    }

    /// <summary>The loss and the metrics over a data set, with the model as for predictions.</summary>
    /// <returns><c>loss</c>, and <c>accuracy</c> where the targets are class labels.</returns>
    public IReadOnlyDictionary<string, double> Evaluate(Dataset data, int batchSize = 256, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _step.Build(data.InputShape);
        using Tape.PauseScope pause = Tape.Pause();
        Metric[] metrics = MetricsFor(data);
        double loss = 0;
        for (int start = 0; start < data.Count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            (Tensor inputs, Tensor targets) = data.Range(start, Math.Min(batchSize, data.Count - start));
            Tensor output = Model.Forward(inputs);
            loss += Loss.Forward(output, targets).ToScalar() * inputs.Shape[0];
            Tensor predictions = Loss.Predictions(output);
            Each(metrics, m => m.Update(predictions, targets));
        }
        return Results(loss / data.Count, metrics);
    }

    /// <summary>What the model makes of new inputs under this trainer's loss: probabilities [samples, classes] for a classifier.</summary>
    public Tensor Predict(Tensor inputs, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (inputs.Rank == 0 || inputs.Shape[0] == 0)
        {
            throw new ArgumentException($"Predictions need a batch [samples, ...] of at least one sample, but got {inputs.Shape}.", nameof(inputs));
        }
        _step.Build(inputs.Shape[1..]);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        var parts = new List<Tensor>();
        for (int start = 0; start < inputs.Shape[0]; start += batchSize)
        {
            using var part = new TensorScope();
            parts.Add(part.Keep(Loss.Predictions(Model.Forward(inputs.Slice(0, start, Math.Min(batchSize, inputs.Shape[0] - start))))));
        }
        return scope.Keep(ConcatenateOp.Concatenate(parts));
    }

    private EpochResult TrainEpoch(
        int epoch, int epochs, Dataset train, int batchSize, bool shuffle, long lastStep,
        IReadOnlyList<Callback> callbacks, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Metric[] metrics = MetricsFor(train);
        Tensor? order = shuffle ? RandomOps.Permutation(train.Count, _shuffling.Split((ulong)epoch)) : null;
        int stepsPerEpoch = (train.Count + batchSize - 1) / batchSize;
        long started = Stopwatch.GetTimestamp();
        double loss = 0;
        int done = 0;
        for (int step = 0; step < stepsPerEpoch && !_stop && _step.Steps < lastStep; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(batchSize, train.Count - (step * batchSize));
            using (new TensorScope())
            {
                (Tensor inputs, Tensor targets) = order is null
                    ? train.Range(step * batchSize, count)
                    : train.Batch(order.Slice(0, step * batchSize, count));
                loss += _step.Run(inputs, targets, metrics) * count;
            }
            done += count;
            var report = new TrainingProgress(
                epoch, epochs, step + 1, stepsPerEpoch, _step.Steps, loss / done, done / Stopwatch.GetElapsedTime(started).TotalSeconds);
            progress?.Report(report);
            for (int i = 0; i < callbacks.Count; i++)
            {
                callbacks[i].OnStepEnd(this, report);
            }
        }
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double rate = Optimizer.LearningRate.Rate(Math.Max(0, Optimizer.Steps - 1));
        return new EpochResult(epoch, _step.Steps, rate, seconds, done / seconds, Results(loss / Math.Max(1, done), metrics));
    }

    private Metric[] MetricsFor(Dataset data) => Loss.TakesLabels(data.Targets) ? [new Accuracy()] : [];

    private static Dictionary<string, double> Results(double loss, Metric[] metrics)
    {
        var results = new Dictionary<string, double> { ["loss"] = loss };
        Each(metrics, m => results[m.Name] = m.Value);
        return results;
    }

    private static void Each<T>(IReadOnlyList<T> items, Action<T> action)
    {
        foreach (T item in items)
        {
            action(item);
        }
    }
}
