using System.Diagnostics;
using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>Trains a model by mini-batches: <see cref="TrainStep"/> in a loop, with shuffling, validation, progress and cancellation.</summary>
public sealed class Trainer
{
    private readonly TrainStep _step;
    private readonly RandomStream _shuffling;
    private bool _stop;

    /// <summary>A trainer for one model.</summary>
    /// <param name="model">Built from the first data set, in its type, if it has not been.</param>
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
    /// <param name="train">What to learn from: a data set, files on disk, or batches that a program makes.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="validation">Measured after every epoch; null for none.</param>
    /// <param name="batchSize">Samples a step; the last batch of an epoch may be smaller. Default: 64.</param>
    /// <param name="shuffle">Whether each epoch sees the samples in a new random order. Default: true.</param>
    /// <param name="maxSteps">Ends the training after this many steps of this call, in the middle of an epoch if need be.</param>
    /// <param name="callbacks">Called after steps and epochs.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="checkpointing">
    /// Keeps the training's state in a file as it goes, and once more when it is cancelled, and resumes it from there if that is wanted. The number of epochs is then
    /// that of the whole training. Default: null, none.
    /// </param>
    /// <param name="cancellation">Looked at before every step. The model keeps what it has learned.</param>
    /// <returns><see cref="History"/>.</returns>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged, or of another training.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the one before is whole.</exception>
    public History Fit(
        DataSource train, int epochs, DataSource? validation = null, int batchSize = 64, bool shuffle = true, long? maxSteps = null,
        IReadOnlyList<Callback>? callbacks = null, IProgress<TrainingProgress>? progress = null, Checkpointing? checkpointing = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _stop = false;
        _step.Build(train.InputShape, train.InputType);
        var position = new FitPosition(train, batchSize, shuffle, History.Epochs.Count, _step.Steps, new EpochSums(AccuracyFor(train)));
        Checkpoint? past = checkpointing?.Past;
        if (past is not null)
        {
            position = Restore(past, position);
        }
        var run = new FitRun(position, epochs, maxSteps, callbacks ?? [], progress, checkpointing, cancellation);
        Each(run.Callbacks, c => c.OnTrainingBegin(this));
        if (past is not null)
        {
            Optimizer.Restore(past.Section("optimizer"), Model.Parameters()); // whatever a callback has begun with
            run.RestoreCallbacks(this, past);
        }
        // An epoch that was begun is ended, though it be by a stop or a limit that a checkpoint has met.
        while (run.Position.Epoch.Steps > 0 || (History.Epochs.Count < run.LastEpoch && !_stop && _step.Steps < run.LastStep))
        {
            TrainEpoch(run);
            KeepIfCancelled(run, () => EndEpoch(run, validation));
            Keep(run);
        }
        Each(run.Callbacks, c => c.OnTrainingEnd(this));
        return History;
    }

    /// <summary>The loss and the metrics over a data set, with the model as for predictions.</summary>
    /// <returns><c>loss</c>, and <c>accuracy</c> where the targets are class labels.</returns>
    public IReadOnlyDictionary<string, double> Evaluate(DataSource data, int batchSize = 256, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _step.Build(data.InputShape, data.InputType);
        using Tape.PauseScope pause = Tape.Pause();
        var sums = new EpochSums(AccuracyFor(data));
        using IEnumerator<(Tensor Inputs, Tensor Targets)> batch = data.Batches(batchSize, cancellation: cancellation).GetEnumerator();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            if (!batch.MoveNext())
            {
                return sums.Steps > 0 ? sums.Results() : throw new ArgumentException(
                    "There is no batch to evaluate. Batches that a program enumerates must come anew each time.", nameof(data));
            }
            (Tensor inputs, Tensor targets) = batch.Current;
            Tensor output = Model.Forward(inputs);
            sums.Add(Loss.Forward(output, targets).ToScalar(), inputs.Shape[0]);
            Tensor predictions = Loss.Predictions(output);
            Each(sums.Metrics, m => m.Update(predictions, targets));
        }
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
        _step.Build(inputs.Shape[1..], inputs.DType);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        var parts = new List<Tensor>();
        for (int start = 0; start < inputs.Shape[0]; start += batchSize)
        {
            using var part = new TensorScope();
            parts.Add(part.Keep(Loss.Predictions(Model.Forward(inputs.Slice(0, start, Math.Min(batchSize, inputs.Shape[0] - start))))));
        }
        return scope.Keep(ConcatenateOp.Concatenate([.. parts]));
    }

    // Goes on where the position is, be it the middle of the epoch.
    private void TrainEpoch(FitRun run)
    {
        FitPosition at = run.Position;
        int epoch = History.Epochs.Count + 1, stepsPerEpoch = (int)(((at.Train.SampleCount ?? 0) + (long)at.BatchSize - 1) / at.BatchSize);
        using IEnumerator<(Tensor Inputs, Tensor Targets)> batch =
            at.Train.Batches(at.BatchSize, at.Shuffle ? _shuffling.Split((ulong)epoch) : null, skip: at.Epoch.Steps, run.Cancellation).GetEnumerator();
        KeepIfCancelled(run, () => Learn(run, batch, epoch, stepsPerEpoch)); // before a source that is stuck is disposed of, which may take its time
        if (at.Epoch.Steps == 0)
        {
            throw new ArgumentException($"Epoch {epoch} had no batch to learn from. Batches that a program enumerates must come anew for each epoch.");
        }
    }

    private void Learn(FitRun run, IEnumerator<(Tensor Inputs, Tensor Targets)> batch, int epoch, int stepsPerEpoch)
    {
        FitPosition at = run.Position;
        double before = at.Epoch.Seconds;
        long started = Stopwatch.GetTimestamp();
        while (!_stop && _step.Steps < run.LastStep)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using (new TensorScope())
            {
                if (!batch.MoveNext())
                {
                    break;
                }
                (Tensor inputs, Tensor targets) = batch.Current;
                at.Epoch.Add(_step.Run(inputs, targets, at.Epoch.Metrics), inputs.Shape[0]);
            }
            at.Epoch.Seconds = before + Stopwatch.GetElapsedTime(started).TotalSeconds;
            var report = new TrainingProgress(
                epoch, run.LastEpoch, at.Epoch.Steps, stepsPerEpoch, _step.Steps, at.Epoch.Loss, at.Epoch.Samples / at.Epoch.Seconds);
            run.Progress?.Report(report);
            for (int i = 0; i < run.Callbacks.Count; i++)
            {
                run.Callbacks[i].OnStepEnd(this, report);
            }
            Keep(run);
        }
    }

    private void EndEpoch(FitRun run, DataSource? validation)
    {
        EpochSums sums = run.Position.Epoch;
        Dictionary<string, double> metrics = sums.Results();
        if (validation is not null)
        {
            foreach ((string name, double value) in Evaluate(validation, cancellation: run.Cancellation))
            {
                metrics["val_" + name] = value;
            }
        }
        double rate = Optimizer.LearningRate.Rate(Math.Max(0, Optimizer.Steps - 1));
        var result = new EpochResult(History.Epochs.Count + 1, _step.Steps, rate, sums.Seconds, sums.Samples / sums.Seconds, metrics);
        History.Add(result);
        run.Position = run.Position with { Epoch = new EpochSums(AccuracyFor(run.Position.Train)) };
        Each(run.Callbacks, c => c.OnEpochEnd(this, result));
    }

    private void KeepIfCancelled(FitRun run, Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException)
        {
            Keep(run, always: true);
            throw;
        }
    }

    private void Keep(FitRun run, bool always = false)
    {
        if (run.Checkpointing is not { } checkpointing || !(always || checkpointing.IsDue))
        {
            return;
        }
        checkpointing.Keep(checkpoint =>
        {
            _step.Capture(checkpoint);
            run.Position.Capture(checkpoint.Section("position"));
            checkpoint.Set("stopped", _stop ? 1 : 0);
            checkpoint.Set("history", History.ToJson());
            run.CaptureCallbacks(checkpoint);
        });
    }

    private FitPosition Restore(Checkpoint checkpoint, FitPosition position)
    {
        List<EpochResult> epochs = History.Read(checkpoint);
        position = position.Restored(checkpoint.Section("position"), epochs.Count, checkpoint.Integer("steps", 0));
        _step.Restore(checkpoint);
        _stop = checkpoint.Integer("stopped", 0, 1) == 1;
        History.Restore(epochs);
        return position;
    }

    private Accuracy? AccuracyFor(DataSource data) => Loss.TakesLabels(data.ExampleTargets) ? new Accuracy() : null;

    private static void Each<T>(IReadOnlyList<T> items, Action<T> action)
    {
        for (int i = 0; i < items.Count; i++)
        {
            action(items[i]);
        }
    }
}
