using System.Text.Json;
using Strata.Models;
using Strata.Serialization;

namespace Strata.Cli;

/// <summary>What a run was told: enough to do it again, and to use what it has learned.</summary>
/// <param name="Model">The recipe's name.</param>
/// <param name="Data">The data set's name.</param>
/// <param name="DataDirectory">The folder that was named for it; null if none was.</param>
/// <param name="Source">Which data it was, in words.</param>
/// <param name="ClassNames">The classes, in the order of their labels.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="Threads">That worked; the result does not depend on it.</param>
/// <param name="Plan">How long it was to train.</param>
/// <param name="Pretraining">How long each level was to be pre-trained, the lowest first; empty for none.</param>
/// <param name="Diagnose">Whether it looks at its layers as it goes.</param>
internal sealed record RunSettings(
    string Model, string Data, string? DataDirectory, string Source, IReadOnlyList<string> ClassNames, ulong Seed, int Threads, TrainingPlan Plan,
    IReadOnlyList<TrainingPlan> Pretraining, bool Diagnose)
{
    /// <summary>Writes them to a file.</summary>
    internal void Write(string path) => AtomicFile.WriteText(path, JsonText.Object(json =>
    {
        json.WriteString("model", Model);
        json.WriteString("data", Data);
        json.WriteString("data_dir", DataDirectory is null ? null : Path.GetFullPath(DataDirectory));
        json.WriteString("source", Source);
        json.WriteStartArray("classes");
        foreach (string name in ClassNames)
        {
            json.WriteStringValue(name);
        }
        json.WriteEndArray();
        json.WriteNumber("seed", Seed);
        json.WriteNumber("threads", Threads);
        Write(json, Plan);
        if (Pretraining.Count > 0)
        {
            json.WriteStartArray("pretraining");
            foreach (TrainingPlan level in Pretraining)
            {
                json.WriteStartObject();
                Write(json, level);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteBoolean("diagnose", Diagnose);
    }, indented: true) + "\n");

    /// <summary>Reads them from a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it.</exception>
    internal static RunSettings Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement json = document.RootElement;
            return new RunSettings(
                Text("model"), Text("data"), json.GetProperty("data_dir").GetString(), Text("source"),
                [.. json.GetProperty("classes").EnumerateArray().Select(c => c.GetString() ?? throw new FormatException("A class has no name."))],
                json.GetProperty("seed").GetUInt64(), json.GetProperty("threads").GetInt32(),
                PlanIn(json), json.TryGetProperty("pretraining", out JsonElement levels) ? [.. levels.EnumerateArray().Select(PlanIn)] : [],
                json.GetProperty("diagnose").GetBoolean());

            string Text(string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is not the settings of a run: {fault.Message} Train again, or restore the file.", fault);
        }
    }

    private static void Write(Utf8JsonWriter json, TrainingPlan plan)
    {
        json.WriteNumber("epochs", plan.Epochs);
        json.WriteNumber("steps", plan.Steps);
        json.WriteNumber("batch_size", plan.BatchSize);
    }

    private static TrainingPlan PlanIn(JsonElement json)
        => new(json.GetProperty("batch_size").GetInt32(), json.GetProperty("epochs").GetInt32(), json.GetProperty("steps").GetInt64());
}
