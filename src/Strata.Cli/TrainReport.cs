using System.Globalization;
using Strata.Layers;
using Strata.Models;
using Strata.Training;

namespace Strata.Cli;

/// <summary>What a training came to.</summary>
/// <param name="Settings">What it was told.</param>
/// <param name="Model">Trained.</param>
/// <param name="Epochs">At least one.</param>
/// <param name="Measured">On the test data, beside what the last epoch has.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Time">That this process took; a run that was resumed took more before.</param>
internal sealed record TrainReport(
    RunSettings Settings, Layer Model, IReadOnlyList<EpochResult> Epochs, IReadOnlyDictionary<string, double> Measured, RunFolder Folder, TimeSpan Time)
{
    private double SamplesPerSecond => Epochs.Sum(e => e.SamplesPerSecond * e.Seconds) / Epochs.Sum(e => e.Seconds);

    // The last epoch's metrics and what it has not measured.
    private IEnumerable<KeyValuePair<string, double>> Metrics
        => Epochs[^1].Metrics.Concat(Measured.Select(m => KeyValuePair.Create("val_" + m.Key, m.Value)).ExceptBy(Epochs[^1].Metrics.Keys, m => m.Key));

    /// <summary>For people.</summary>
    internal string ToText() => string.Create(CultureInfo.InvariantCulture, $"""
        {Settings.Model} on {Settings.Data}: {Epochs[^1].Steps:N0} steps in {Time.TotalSeconds:F1} s, {SamplesPerSecond:N0} samples/s
        {string.Join("  ", MetricText.Each(Metrics))}
        run: {Folder.Path}
        next: strata eval {Folder.Path}
              strata predict {Folder.Path} digit.png
        """) + (Model is ISampler ? $"\n      strata sample {Folder.Path}" : "");

    /// <summary>One JSON object.</summary>
    internal string ToJson()
    {
        Dictionary<string, double> metrics = new(Metrics);
        return JsonText.Object(j =>
        {
            j.WriteString("model", Settings.Model);
            j.WriteString("data", Settings.Data);
            j.WriteString("source", Settings.Source);
            j.WriteNumber("seed", Settings.Seed);
            j.WriteNumber("threads", Settings.Threads);
            j.WriteNumber("epochs", Epochs.Count);
            j.WriteNumber("steps", Epochs[^1].Steps);
            j.WriteNumber("batch_size", Settings.Plan.BatchSize);
            j.WriteFinite("seconds", Time.TotalSeconds);
            j.WriteFinite("samples_per_second", SamplesPerSecond);
            j.WriteNumber("parameters", Recipes.Find(Settings.Model).ParameterCount);
            j.WriteMetrics(metrics);
            if (metrics.TryGetValue("val_accuracy", out double accuracy))
            {
                j.WriteFinite("test_error", 1 - accuracy);
            }
            j.WriteString("run", Folder.Path);
        });
    }
}
