using System.Text.Json;
using Strata.Training;

namespace Strata.Cli;

/// <summary>Writes a JSON object a line, an epoch each, as the training goes.</summary>
/// <param name="path">The file.</param>
/// <param name="level">Which level is being pre-trained, from 1; 0 for the training that comes after. What the levels before it have written stays.</param>
internal sealed class MetricsLog(string path, int level = 0) : Callback, IDisposable
{
    private StreamWriter? _writer;

    /// <summary>Writes the epochs before a training that is resumed.</summary>
    public override void OnTrainingBegin(Trainer trainer)
    {
        string[] before = [.. Before()];
        _writer = new StreamWriter(path) { AutoFlush = true, NewLine = "\n" };
        foreach (string line in before)
        {
            _writer.WriteLine(line);
        }
        foreach (EpochResult epoch in trainer.History.Epochs)
        {
            OnEpochEnd(trainer, epoch);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => _writer!.WriteLine(JsonText.Object(json =>
    {
        if (level > 0)
        {
            json.WriteNumber("level", level);
        }
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteNumber("steps", epoch.Steps);
        json.WriteFinite("learning_rate", epoch.LearningRate);
        json.WriteFinite("seconds", epoch.Seconds);
        json.WriteFinite("samples_per_second", epoch.SamplesPerSecond);
        json.WriteMetrics(epoch.Metrics);
    }));

    // The last line of a run that was killed may be torn.
    private IEnumerable<string> Before() => File.Exists(path)
        ? File.ReadLines(path).TakeWhile(line => line.EndsWith('}')
            && JsonDocument.Parse(line).RootElement.TryGetProperty("level", out JsonElement of) && (level == 0 || of.GetInt32() < level))
        : [];

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
