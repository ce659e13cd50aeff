using System.Diagnostics;
using System.Globalization;
using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// The loop of a model that learns by a rule of its own instead of by a <see cref="Trainer"/>: epochs of steps, the figures of each epoch, cancellation, and
/// checkpoints from which it goes on to the same bits.
/// </summary>
/// <param name="model">Built. Its parameters and states are kept.</param>
/// <param name="rule">What a checkpoint calls the way of learning.</param>
/// <param name="samples">How many there are.</param>
/// <param name="batchSize">Samples a step; the last batch of an epoch may be smaller.</param>
/// <param name="seed">What is random follows from it.</param>
internal abstract class RuleTraining(Layer model, string rule, int samples, int batchSize, long seed)
{
    private readonly History _history = new();
    private int _done; // steps of the current epoch
    private double _seconds; // that it has taken, in all processes that worked at it

    /// <summary>What learns.</summary>
    protected Layer Model { get; } = model;

    /// <summary>How many samples there are.</summary>
    protected int Samples { get; } = samples;

    /// <summary>Steps since the beginning.</summary>
    protected long Steps { get; private set; }

    /// <summary>Whether there is nothing left to learn, so that the epochs that are left are not needed.</summary>
    protected bool HasConverged { get; set; }

    /// <summary>Learns.</summary>
    /// <param name="epochs">In all, with those before a checkpoint.</param>
    /// <param name="epochEnded">Told what each epoch came to, as soon as it has ended; not those before a checkpoint.</param>
    /// <param name="checkpointing">Where the state is kept; null for nowhere.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <returns>All epochs.</returns>
    public History Run(int epochs, Action<EpochResult>? epochEnded, Checkpointing? checkpointing, CancellationToken cancellation)
    {
        if (checkpointing?.Past is { } past)
        {
            RestoreAll(past);
        }
        while (_history.Epochs.Count < epochs && !HasConverged)
        {
            int epoch = _history.Epochs.Count + 1;
            RunEpoch(epoch, checkpointing, cancellation);
            var result = new EpochResult(epoch, Steps, RateAt(Math.Max(0, Steps - 1)), _seconds, Samples / _seconds, EndEpoch(epoch));
            _history.Add(result);
            (_done, _seconds) = (0, 0);
            epochEnded?.Invoke(result);
            Keep(checkpointing);
        }
        return _history;
    }

    /// <summary>The order of an epoch's samples, Int32 [samples], the same each time it is asked for; null where each step takes all.</summary>
    protected abstract Tensor? Order(int epoch);

    /// <summary>One step; what it makes ends with it.</summary>
    /// <param name="chosen">The numbers of the batch's samples; null for all.</param>
    protected abstract void Step(Tensor? chosen);

    /// <summary>The figures of an epoch whose steps have been taken, by name.</summary>
    protected abstract Dictionary<string, double> EndEpoch(int epoch);

    /// <summary>The learning rate of a step. Default: not a number, for rules without one.</summary>
    protected virtual double RateAt(long step) => double.NaN;

    /// <summary>Keeps what the rule remembers between steps beside the model.</summary>
    protected abstract void Capture(Checkpoint checkpoint);

    /// <summary>Takes back what was kept.</summary>
    protected abstract void Restore(Checkpoint checkpoint);

    private void RunEpoch(int epoch, Checkpointing? checkpointing, CancellationToken cancellation)
    {
        double before = _seconds;
        long started = Stopwatch.GetTimestamp();
        Tensor? order;
        using (TensorScope.Suspend())
        {
            order = Order(epoch);
        }
        for (long start = (long)_done * batchSize; start < Samples; start += batchSize)
        {
            if (cancellation.IsCancellationRequested)
            {
                Keep(checkpointing, always: true);
                throw new OperationCanceledException(cancellation);
            }
            using (new TensorScope())
            {
                Step(order?.Slice(0, (int)start, (int)Math.Min(batchSize, Samples - start)));
            }
            _done++;
            Steps++;
            _seconds = before + Stopwatch.GetElapsedTime(started).TotalSeconds;
            Keep(checkpointing);
        }
    }

    private void Keep(Checkpointing? checkpointing, bool always = false)
    {
        if (checkpointing is not null && (always || checkpointing.IsDue))
        {
            checkpointing.Keep(CaptureAll);
        }
    }

    private void CaptureAll(Checkpoint checkpoint)
    {
        foreach ((string name, string value) in Identity)
        {
            checkpoint.Set(name, value);
        }
        checkpoint.Set("history", _history.ToJson());
        checkpoint.Set("steps", Steps);
        checkpoint.Set("epoch_steps", _done);
        checkpoint.Set("epoch_seconds", _seconds);
        checkpoint.Set("converged", HasConverged ? 1 : 0);
        Model.CaptureTensors(checkpoint.Section("model"));
        Capture(checkpoint.Section("rule"));
    }

    private void RestoreAll(Checkpoint checkpoint)
    {
        foreach ((string name, string value) in Identity)
        {
            checkpoint.RequireSame(name, value);
        }
        _history.Restore(History.Read(checkpoint));
        Steps = checkpoint.Integer("steps", 0);
        _done = (int)checkpoint.Integer("epoch_steps", 0, (Samples + (long)batchSize - 1) / batchSize);
        _seconds = checkpoint.Number("epoch_seconds");
        HasConverged = checkpoint.Integer("converged", 0, 1) == 1;
        Model.SetTensors(checkpoint.Section("model").Tensors, "The checkpoint");
        Restore(checkpoint.Section("rule"));
    }

    private (string Name, string Value)[] Identity =>
    [
        ("rule", rule),
        ("training samples", Samples.ToString(CultureInfo.InvariantCulture)),
        ("batch size", batchSize.ToString(CultureInfo.InvariantCulture)),
        ("seed", seed.ToString(CultureInfo.InvariantCulture)),
    ];
}
