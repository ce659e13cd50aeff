using System.Text.Json;
using Strata.Serialization;
using Strata.Training;

namespace Strata.Cli;

/// <summary>Shows how the layers do as the training goes: a table, a line of JSON and a new picture an epoch.</summary>
internal sealed class DiagnosticsLog(Diagnostics diagnostics, RunFolder folder, TextWriter tables) : Callback, IDisposable
{
    private StreamWriter? _lines;

    /// <summary>Goes on after the lines of a run that is resumed; its picture begins there.</summary>
    public override void OnTrainingBegin(Trainer trainer)
    {
        diagnostics.OnTrainingBegin(trainer);
        bool isResumed = trainer.Optimizer.Steps > 0;
        AtomicFile.WriteText(folder.Diagnostics, isResumed ? string.Concat(LinesUpTo(trainer.History.Epochs.Count).Select(line => line + "\n")) : "");
        _lines = new StreamWriter(folder.Diagnostics, append: true) { AutoFlush = true, NewLine = "\n" };
        if (!isResumed)
        {
            tables.WriteLine("before the first step");
            Show();
        }
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer, TrainingProgress progress) => diagnostics.OnStepEnd(trainer, progress);

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        diagnostics.OnEpochEnd(trainer, epoch);
        Show();
    }

    /// <inheritdoc/>
    public void Dispose() => _lines?.Dispose();

    // The last line of a run that was killed may be torn.
    private string[] LinesUpTo(int epoch)
    {
        string[] lines = File.Exists(folder.Diagnostics) ? File.ReadAllLines(folder.Diagnostics) : [];
        return [.. lines.TakeWhile(line => line.EndsWith('}') && JsonDocument.Parse(line).RootElement.GetProperty("epoch").GetInt32() <= epoch)];
    }

    private void Show()
    {
        Diagnosis last = diagnostics.Epochs[^1];
        tables.Write(last.ToTable());
        _lines!.WriteLine(JsonText.Object(json => Write(json, last)));
        AtomicFile.WriteText(folder.DiagnosticsPicture, DiagnosticsPicture.ToSvg(diagnostics.Epochs));
    }

    private static void Write(Utf8JsonWriter json, Diagnosis diagnosis)
    {
        json.WriteNumber("epoch", diagnosis.Epoch);
        json.WriteNumber("steps", diagnosis.Steps);
        json.WriteFinite("loss", diagnosis.Loss);
        json.WriteStartArray("layers");
        foreach (LayerDiagnosis layer in diagnosis.Layers)
        {
            json.WriteStartObject();
            json.WriteString("layer", layer.Path);
            json.WriteString("type", layer.Type);
            json.WriteFinite("mean", layer.Output.Mean);
            json.WriteFinite("deviation", layer.Output.StandardDeviation);
            json.WriteFinite("median", layer.Output.Median);
            json.WriteFinite("quantile_05", layer.Output.Quantiles[1]);
            json.WriteFinite("quantile_95", layer.Output.Quantiles[^2]);
            Number("saturated", layer.Saturated);
            Number("dead", layer.Dead);
            Number("gradient_norm", layer.GradientNorm);
            Number("update_ratio", layer.UpdateRatio);
            Number("jacobian_rank", layer.JacobianRank);
            Number("effective_rank", layer.EffectiveRank);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        // What a layer does not have is left out.
        void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteFinite(name, number);
            }
        }
    }
}
