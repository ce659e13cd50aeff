using Strata.Schedules;
using Strata.Serialization;

namespace Strata.Training;

/// <summary>
/// Divides the learning rate when a metric has not become better for some epochs: by 2 or by 5 on a validation score that stalls. The training begins with
/// <c>var rate = new Scaled(0.1)</c>, which both the optimizer and this are given.
/// </summary>
public sealed class ReduceOnPlateau : Callback
{
    private readonly Scaled _schedule;
    private readonly double _divisor;
    private readonly int _patience;
    private readonly double _lowest;
    private readonly MetricWatch _watch;

    /// <summary>Watches one metric.</summary>
    /// <param name="schedule">The optimizer's.</param>
    /// <param name="divisor">What the rate is divided by, above 1. Default: 2.</param>
    /// <param name="patience">How many epochs may pass without a new best before the rate is divided; at least one. Default: 5.</param>
    /// <param name="lowest">The rate is not divided where it would fall below this, but set to it. Default: 0.</param>
    /// <param name="metric">As it is called in the history. Default: <c>val_loss</c>.</param>
    /// <param name="largerIsBetter">Default: for every metric whose name does not end in <c>loss</c>.</param>
    /// <param name="margin">By how much a new best must be better than the last. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public ReduceOnPlateau(
        Scaled schedule, double divisor = 2, int patience = 5, double lowest = 0, string metric = "val_loss", bool? largerIsBetter = null, double margin = 0)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(lowest);
        _divisor = divisor > 1 && double.IsFinite(divisor)
            ? divisor
            : throw new ArgumentOutOfRangeException(nameof(divisor), divisor, "A rate is divided by a number above 1, such as 2 or 5.");
        (_schedule, _patience, _lowest) = (schedule, patience, lowest);
        _watch = new MetricWatch(nameof(ReduceOnPlateau), metric, largerIsBetter, margin);
    }

    /// <summary>The best value so far; null before the first.</summary>
    public double? Best => _watch.Best?.Value;

    /// <summary>Epochs since the best one, or since the rate was last divided.</summary>
    public int Waited => _watch.Waited;

    /// <inheritdoc/>
    public override void OnTrainingBegin(Trainer trainer) => _watch.Begin();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The training has no such metric.</exception>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (!_watch.IsNewBest(epoch) && _watch.Waited >= _patience)
        {
            _watch.Waited = 0;
            Reduce(epoch.LearningRate);
        }
    }

    /// <inheritdoc/>
    public override void Capture(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        _watch.Capture(checkpoint);
        checkpoint.Set("factor", _schedule.Factor);
    }

    /// <inheritdoc/>
    public override void Restore(Trainer trainer, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        _watch.Restore(checkpoint);
        double factor = checkpoint.Number("factor");
        _schedule.Factor = factor > 0 && double.IsFinite(factor) ? factor : throw checkpoint.Unfit($"its factor of the learning rate is {factor}");
    }

    private void Reduce(double rate)
    {
        if (rate > _lowest)
        {
            _schedule.Factor *= Math.Max(1 / _divisor, _lowest / rate);
        }
    }
}
