using Strata.Metrics;
using Strata.Serialization;

namespace Strata.Training;

/// <summary>What an epoch has come to so far.</summary>
/// <param name="accuracy">Measured beside the loss; null where the targets are no labels.</param>
internal sealed class EpochSums(Accuracy? accuracy)
{
    /// <summary>Steps done.</summary>
    internal int Steps { get; private set; }

    /// <summary>Samples seen.</summary>
    internal long Samples { get; private set; }

    /// <summary>Time taken, by all processes that worked at it.</summary>
    internal double Seconds { get; set; }

    /// <summary>The mean loss over the samples.</summary>
    internal double Loss => _loss / Math.Max(1, Samples);

    /// <summary>The measures beside the loss.</summary>
    internal Metric[] Metrics { get; } = accuracy is null ? [] : [accuracy];

    private double _loss;

    /// <summary>Adds a step's mean loss.</summary>
    internal void Add(double loss, int samples)
    {
        _loss += loss * samples;
        Samples += samples;
        Steps++;
    }

    internal Dictionary<string, double> Results()
    {
        var results = new Dictionary<string, double> { ["loss"] = Loss };
        foreach (Metric metric in Metrics)
        {
            results[metric.Name] = metric.Value;
        }
        return results;
    }

    internal void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("steps", Steps);
        checkpoint.Set("samples", Samples);
        checkpoint.Set("seconds", Seconds);
        checkpoint.Set("loss", _loss);
        accuracy?.Capture(checkpoint.Section("accuracy"));
    }

    internal void Restore(Checkpoint checkpoint)
    {
        Steps = (int)checkpoint.Integer("steps", 0, int.MaxValue);
        Samples = checkpoint.Integer("samples", 0);
        Seconds = checkpoint.Number("seconds");
        _loss = checkpoint.Number("loss");
        accuracy?.Restore(checkpoint.Section("accuracy"));
    }
}
