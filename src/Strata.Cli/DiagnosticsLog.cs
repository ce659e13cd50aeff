using System.Globalization;
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
        Diagnosis first = diagnostics.Epochs[^1];
        string[] before = [.. LinesBefore(first.Epoch)];
        _lines = new StreamWriter(folder.Diagnostics) { AutoFlush = true, NewLine = "\n" };
        Array.ForEach(before, _lines.WriteLine);
        tables.WriteLine(first.Steps == 0 ? "before the first step" : string.Create(CultureInfo.InvariantCulture, $"after {first.Steps:N0} steps"));
        Show();
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

    private IEnumerable<string> LinesBefore(int epoch)
    {
        foreach (string line in File.Exists(folder.Diagnostics) ? File.ReadLines(folder.Diagnostics) : [])
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("epoch").GetInt32() >= epoch)
            {
                yield break;
            }
            yield return line;
        }
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
