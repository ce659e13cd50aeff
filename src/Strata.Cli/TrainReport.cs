using System.Globalization;
using Strata.Layers;
using Strata.Training;

namespace Strata.Cli;

/// <summary>What a training came to.</summary>
/// <param name="SquaredError">Of an autoencoder: ‖x̂ - x‖², the mean over the test pictures.</param>
/// <param name="Time">That this process took; a run that was resumed took more before.</param>
internal sealed record TrainReport(RunSettings Settings, Trainer Trainer, RunFolder Folder, double? SquaredError, TimeSpan Time)
{
    private double SamplesPerSecond => Trainer.History.Epochs.Sum(e => e.SamplesPerSecond * e.Seconds) / Trainer.History.Epochs.Sum(e => e.Seconds);

    /// <summary>For people.</summary>
    internal string ToText()
    {
        EpochResult last = Trainer.History.Last;
        return string.Create(CultureInfo.InvariantCulture, $"""
            {Settings.Model} on {Settings.Data}: {last.Steps:N0} steps in {Time.TotalSeconds:F1} s, {SamplesPerSecond:N0} samples/s
            {TrainingLines.Describe(last)}{(SquaredError is { } error ? string.Create(CultureInfo.InvariantCulture, $"  test squared error {error:F3} a picture") : "")}
            run: {Folder.Path}
            next: strata eval {Folder.Path}
                  strata predict {Folder.Path} digit.png
            """);
    }

    /// <summary>One JSON object.</summary>
    internal string ToJson()
    {
        EpochResult last = Trainer.History.Last;
        return JsonText.Object(j =>
        {
            j.WriteString("model", Settings.Model);
            j.WriteString("data", Settings.Data);
            j.WriteString("source", Settings.Source);
            j.WriteNumber("seed", Settings.Seed);
            j.WriteNumber("threads", Settings.Threads);
            j.WriteNumber("epochs", Trainer.History.Epochs.Count);
            j.WriteNumber("steps", last.Steps);
            j.WriteNumber("batch_size", Settings.Plan.BatchSize);
            j.WriteFinite("seconds", Time.TotalSeconds);
            j.WriteFinite("samples_per_second", SamplesPerSecond);
            j.WriteNumber("parameters", Trainer.Model.ParameterCount());
            j.WriteMetrics(last.Metrics);
            if (last.Metrics.TryGetValue("val_accuracy", out double accuracy))
            {
                j.WriteFinite("test_error", 1 - accuracy);
            }
            if (SquaredError is { } error)
            {
                j.WriteFinite("test_squared_error", error);
            }
            j.WriteString("run", Folder.Path);
        });
    }
}
