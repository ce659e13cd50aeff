using Strata.Layers;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Training;

/// <summary>
/// Ends the training when a metric has not become better for some epochs (Prechelt 1998), and puts the weights of the best epoch back. A training that is cancelled
/// keeps the weights of its last step.
/// </summary>
public sealed class EarlyStopping : Callback
{
    private readonly int _patience;
    private readonly string _metric;
    private readonly double _sign;
    private readonly double _margin;
    private readonly bool _restore;
    private (Tensor Value, Tensor Copy)[] _kept = [];
    private int _waited;

    /// <summary>Watches one metric.</summary>
    /// <param name="patience">How many epochs may pass without a new best before the training ends; at least one. Default: 5.</param>
    /// <param name="metric">As it is called in the history. Default: <c>val_loss</c>.</param>
    /// <param name="largerIsBetter">Default: for every metric whose name does not end in <c>loss</c>.</param>
    /// <param name="margin">By how much a new best must be better than the last. Default: 0.</param>
    /// <param name="restore">Whether to put the best weights back at the end. Default: true.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is below one, or the margin negative.</exception>
    public EarlyStopping(int patience = 5, string metric = "val_loss", bool? largerIsBetter = null, double margin = 0, bool restore = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        (_patience, _metric, _margin, _restore) = (patience, metric, margin, restore);
        _sign = largerIsBetter ?? !metric.EndsWith("loss", StringComparison.Ordinal) ? 1 : -1;
    }

    /// <summary>The best epoch of the last training and the metric's value in it; null before the first that has a value.</summary>
    public (int Epoch, double Value)? Best { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainingBegin(Trainer trainer) => (Best, _waited, _kept) = (null, 0, []);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The training has no such metric.</exception>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);
        if (!epoch.Metrics.TryGetValue(_metric, out double value))
        {
            throw new ArgumentException(
                $"EarlyStopping watches '{_metric}', but the epoch has only {string.Join(", ", epoch.Metrics.Keys)}. " +
                "Give Fit validation data, or watch one of these.");
        }
        if (!double.IsNaN(value) && (Best is null || _sign * (value - Best.Value.Value) > _margin))
        {
            (Best, _waited) = ((epoch.Epoch, value), 0);
            Keep(trainer);
        }
        else if (++_waited >= _patience)
        {
            trainer.Stop();
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(Trainer trainer)
    {
        foreach ((Tensor value, Tensor copy) in _kept)
        {
            copy.CopyTo(value);
        }
        _kept = [];
    }

    /// <inheritdoc/>
    public override void Capture(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Set("waited", _waited);
        if (Best is not { } best)
        {
            return;
        }
        checkpoint.Set("best_epoch", best.Epoch);
        checkpoint.Set("best_value", best.Value);
        for (int i = 0; i < _kept.Length; i++)
        {
            checkpoint.Set($"kept.{i}", _kept[i].Copy);
        }
    }

    /// <inheritdoc/>
    public override void Restore(Trainer trainer, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(checkpoint);
        _waited = (int)checkpoint.Integer("waited");
        if (!checkpoint.Has("best_epoch"))
        {
            return;
        }
        Best = ((int)checkpoint.Integer("best_epoch"), checkpoint.Number("best_value"));
        Keep(trainer);
        for (int i = 0; i < _kept.Length; i++)
        {
            checkpoint.CopyTo($"kept.{i}", _kept[i].Copy);
        }
    }

    private void Keep(Trainer trainer)
    {
        if (!_restore)
        {
            return;
        }
        using IDisposable heap = TensorScope.Suspend();
        if (_kept.Length == 0)
        {
            _kept = [.. trainer.Model.Parameters().Select(p => p.Value.Value).Concat(trainer.Model.States().Select(s => s.Value)).Select(w => (w, w.Clone()))];
            return;
        }
        foreach ((Tensor value, Tensor copy) in _kept)
        {
            value.CopyTo(copy);
        }
    }
}
