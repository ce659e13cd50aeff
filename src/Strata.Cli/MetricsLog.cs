using Strata.Training;

namespace Strata.Cli;

/// <summary>Writes a JSON object a line, an epoch each, as the training goes.</summary>
internal sealed class MetricsLog(string path) : Callback, IDisposable
{
    private StreamWriter? _writer;

    /// <summary>Writes the epochs before a training that is resumed.</summary>
    public override void OnTrainingBegin(Trainer trainer)
    {
        _writer = new StreamWriter(path) { AutoFlush = true, NewLine = "\n" };
        foreach (EpochResult epoch in trainer.History.Epochs)
        {
            OnEpochEnd(trainer, epoch);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => _writer!.WriteLine(JsonText.Object(json =>
    {
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteNumber("steps", epoch.Steps);
        json.WriteFinite("learning_rate", epoch.LearningRate);
        json.WriteFinite("seconds", epoch.Seconds);
        json.WriteFinite("samples_per_second", epoch.SamplesPerSecond);
        json.WriteMetrics(epoch.Metrics);
    }));

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
