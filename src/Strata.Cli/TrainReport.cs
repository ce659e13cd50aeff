using System.Globalization;
using Strata.Layers;
using Strata.Training;

namespace Strata.Cli;

/// <summary>What a training came to.</summary>
internal static class TrainReport
{
    /// <summary>Writes it for people, or as one JSON object.</summary>
    internal static void Write(TextWriter output, bool json, RunSettings settings, Trainer trainer, RunFolder folder, TimeSpan time)
    {
        IReadOnlyList<EpochResult> epochs = trainer.History.Epochs;
        EpochResult last = trainer.History.Last;
        double rate = epochs.Sum(e => e.SamplesPerSecond * e.Seconds) / epochs.Sum(e => e.Seconds);
        double accuracy = last.Metrics["val_accuracy"];
        if (!json)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                {settings.Model} on {settings.Data}: {last.Steps:N0} steps in {time.TotalSeconds:F1} s, {rate:N0} samples/s
                {TrainingLines.Describe(last)}
                run: {folder.Path}
                next: strata eval {folder.Path}
                      strata predict {folder.Path} digit.png
                """));
            return;
        }
        output.WriteLine(JsonText.Object(j =>
        {
            j.WriteString("model", settings.Model);
            j.WriteString("data", settings.Data);
            j.WriteString("source", settings.Source);
            j.WriteNumber("seed", settings.Seed);
            j.WriteNumber("threads", settings.Threads);
            j.WriteNumber("epochs", epochs.Count);
            j.WriteNumber("steps", last.Steps);
            j.WriteNumber("batch_size", settings.Plan.BatchSize);
            j.WriteFinite("seconds", time.TotalSeconds);
            j.WriteFinite("samples_per_second", rate);
            j.WriteNumber("parameters", trainer.Model.ParameterCount());
            j.WriteMetrics(last.Metrics);
            j.WriteFinite("test_error", 1 - accuracy);
            j.WriteString("run", folder.Path);
        }));
    }
}
