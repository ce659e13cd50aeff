using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Serialization;

namespace Strata.Training;

/// <summary>What one epoch of training came to.</summary>
/// <param name="Epoch">From one.</param>
/// <param name="Steps">Steps taken since the beginning.</param>
/// <param name="LearningRate">The rate at the end of the epoch.</param>
/// <param name="Seconds">The time that the epoch took, validation excluded.</param>
/// <param name="SamplesPerSecond">Training samples per second.</param>
/// <param name="Metrics"><c>loss</c>, <c>accuracy</c> and so on, as met while training; with the prefix <c>val_</c> on the validation data.</param>
public sealed record EpochResult(
    int Epoch, long Steps, double LearningRate, double Seconds, double SamplesPerSecond, IReadOnlyDictionary<string, double> Metrics);

/// <summary>The epochs of a training run.</summary>
public sealed class History
{
    private readonly List<EpochResult> _epochs = [];

    /// <summary>All epochs so far.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>The last epoch.</summary>
    /// <exception cref="InvalidOperationException">No epoch has been finished.</exception>
    public EpochResult Last => _epochs.Count > 0 ? _epochs[^1] : throw new InvalidOperationException("No epoch has been finished yet.");

    /// <summary>One metric over the epochs, such as <c>val_accuracy</c>.</summary>
    /// <exception cref="KeyNotFoundException">The run has no such metric.</exception>
    public IReadOnlyList<double> this[string metric] => [.. _epochs.Select(e => e.Metrics.TryGetValue(metric, out double value)
        ? value
        : throw new KeyNotFoundException($"The run has no metric '{metric}'; it has {string.Join(", ", e.Metrics.Keys)}."))];

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);

    internal string ToJson() => JsonSerializer.Serialize(_epochs, HistoryJson.Default.ListEpochResult);

    /// <summary>Puts other epochs in place of those here.</summary>
    internal void Restore(List<EpochResult> epochs)
    {
        _epochs.Clear();
        _epochs.AddRange(epochs);
    }

    /// <summary>The epochs that were kept.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    internal static List<EpochResult> Read(Checkpoint checkpoint)
    {
        try
        {
            List<EpochResult> epochs = JsonSerializer.Deserialize(checkpoint.Text("history"), HistoryJson.Default.ListEpochResult) ?? [];
            // JSON may have null where there cannot be one.
            return epochs.TrueForAll(e => e?.Metrics is not null) ? epochs : throw checkpoint.Unfit("its history has an epoch without metrics");
        }
        catch (JsonException fault)
        {
            throw checkpoint.Unfit($"its history cannot be read: {fault.Message}");
        }
    }
}

/// <summary>Epochs as JSON, infinities and NaN included.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(List<EpochResult>))]
internal sealed partial class HistoryJson : JsonSerializerContext;
