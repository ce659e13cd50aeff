using System.Text.Json;
using Strata.Serialization;
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
        foreach (EpochResult epoch in trainer.History.Epochs)
        {
            Write(level, epoch);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => Write(level, epoch);

    /// <summary>Writes an epoch of a level; what the file has of this one and of later ones, from a training that is resumed, goes.</summary>
    internal void Write(int of, EpochResult epoch)
    {
        _writer ??= Continued(of, epoch.Epoch);
        _writer.WriteLine(JsonText.Object(json =>
        {
            if (of > 0)
            {
                json.WriteNumber("level", of);
            }
            json.WriteNumber("epoch", epoch.Epoch);
            json.WriteNumber("steps", epoch.Steps);
            json.WriteFinite("learning_rate", epoch.LearningRate);
            json.WriteFinite("seconds", epoch.Seconds);
            json.WriteFinite("samples_per_second", epoch.SamplesPerSecond);
            json.WriteMetrics(epoch.Metrics);
        }));
    }

    /// <summary>The epochs that a file has, with the level of each.</summary>
    internal static IReadOnlyList<(int Level, EpochResult Epoch)> Read(string path) => [.. Lines(path).Select(line => (line.Level, Epoch(line.Json)))];

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private StreamWriter Continued(int of, int epoch)
    {
        string[] before = [.. Lines(path).TakeWhile(line => (Rank(line.Level), line.Json.GetProperty("epoch").GetInt32()).CompareTo((Rank(of), epoch)) < 0)
            .Select(line => line.Json.GetRawText())];
        AtomicFile.WriteText(path, string.Concat(before.Select(line => line + "\n")));
        return new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };

        // The training that has no level comes after those of the levels.
        static int Rank(int level) => level == 0 ? int.MaxValue : level;
    }

    // The last line of a run that was killed may be torn.
    private static IEnumerable<(int Level, JsonElement Json)> Lines(string path) => File.Exists(path)
        ? File.ReadLines(path).TakeWhile(line => line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(json => (json.TryGetProperty("level", out JsonElement of) ? of.GetInt32() : 0, json))
        : [];

    private static EpochResult Epoch(JsonElement json)
    {
        const string training = "train_", test = "test_";
        var metrics = new Dictionary<string, double>();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            string name = property.Name;
            if (name.StartsWith(training, StringComparison.Ordinal))
            {
                metrics[name[training.Length..]] = Number(property.Value);
            }
            else if (name.StartsWith(test, StringComparison.Ordinal))
            {
                metrics["val_" + name[test.Length..]] = Number(property.Value);
            }
        }
        return new EpochResult(
            json.GetProperty("epoch").GetInt32(), json.GetProperty("steps").GetInt64(), Number(json.GetProperty("learning_rate")),
            Number(json.GetProperty("seconds")), Number(json.GetProperty("samples_per_second")), metrics);

        static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();
    }
}
