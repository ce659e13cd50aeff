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
    private readonly MetricWatch _watch;
    private readonly bool _restore;
    private (Tensor Value, Tensor Copy)[] _kept = [];

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
        (_patience, _restore) = (patience, restore);
        _watch = new MetricWatch(nameof(EarlyStopping), metric, largerIsBetter, margin);
    }

    /// <summary>The best epoch of the last training and the metric's value in it; null before the first that has a value.</summary>
    public (int Epoch, double Value)? Best => _watch.Best;

    /// <inheritdoc/>
    public override void OnTrainingBegin(Trainer trainer)
    {
        _watch.Begin();
        _kept = [];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The training has no such metric.</exception>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(epoch);
        if (_watch.IsNewBest(epoch))
        {
            Keep(trainer);
        }
        else if (_watch.Waited >= _patience)
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
        _watch.Capture(checkpoint);
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
        _watch.Restore(checkpoint);
        if (Best is null)
        {
            return;
        }
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
