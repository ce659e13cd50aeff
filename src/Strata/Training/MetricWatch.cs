using Strata.Serialization;

namespace Strata.Training;

/// <summary>The best value of one metric over the epochs, and how long ago it was.</summary>
internal sealed class MetricWatch
{
    private readonly string _watcher;
    private readonly string _metric;
    private readonly double _sign;
    private readonly double _margin;

    /// <exception cref="ArgumentOutOfRangeException">The margin is negative.</exception>
    internal MetricWatch(string watcher, string metric, bool? largerIsBetter, double margin)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        (_watcher, _metric, _margin) = (watcher, metric, margin);
        _sign = largerIsBetter ?? !metric.EndsWith("loss", StringComparison.Ordinal) ? 1 : -1;
    }

    /// <summary>The best epoch and its value; null before the first that has a value.</summary>
    internal (int Epoch, double Value)? Best { get; private set; }

    /// <summary>Epochs since the best one, or since somebody reset it.</summary>
    internal int Waited { get; set; }

    internal void Begin() => (Best, Waited) = (null, 0);

    /// <summary>Whether an epoch is a new best; if not, one more has passed without.</summary>
    /// <exception cref="ArgumentException">The training has no such metric.</exception>
    internal bool IsNewBest(EpochResult epoch)
    {
        if (!epoch.Metrics.TryGetValue(_metric, out double value))
        {
            throw new ArgumentException(
                $"{_watcher} watches '{_metric}', but the epoch has only {string.Join(", ", epoch.Metrics.Keys)}. Give Fit validation data, or watch one of these.");
        }
        if (!double.IsNaN(value) && (Best is null || _sign * (value - Best.Value.Value) > _margin))
        {
            (Best, Waited) = ((epoch.Epoch, value), 0);
            return true;
        }
        Waited++;
        return false;
    }

    internal void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("waited", Waited);
        if (Best is { } best)
        {
            checkpoint.Set("best_epoch", best.Epoch);
            checkpoint.Set("best_value", best.Value);
        }
    }

    internal void Restore(Checkpoint checkpoint)
    {
        Waited = (int)checkpoint.Integer("waited", 0, int.MaxValue);
        Best = checkpoint.Has("best_epoch") ? ((int)checkpoint.Integer("best_epoch", 0, int.MaxValue), checkpoint.Number("best_value")) : null;
    }
}
