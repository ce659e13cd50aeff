using Strata.Pictures;

namespace Strata.Training;

/// <summary>
/// Diagnoses as a picture of four charts over the layers: norms of gradients, update-to-weight ratios and effective ranks, a line an epoch, and the
/// distributions of the activations at the end.
/// </summary>
public static class DiagnosticsPicture
{
    private const int MostLines = 5, MostColumns = 40;

    /// <summary>Draws up to five of the epochs, the first and the last among them.</summary>
    /// <returns>An SVG document.</returns>
    /// <exception cref="ArgumentException">There is no diagnosis.</exception>
    public static string ToSvg(IReadOnlyList<Diagnosis> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0)
        {
            throw new ArgumentException("A picture of diagnoses needs at least one; train with a Diagnostics callback first.", nameof(epochs));
        }
        int lines = Math.Min(MostLines, epochs.Count);
        Diagnosis[] shown = [.. Enumerable.Range(0, lines).Select(i => epochs[lines == 1 ? 0 : i * (epochs.Count - 1) / (lines - 1)])];
        return DepthChart.Page(
            2,
            Lines("Gradients of the weights", "norm", layer => layer.GradientNorm, logarithmic: true),
            Lines("Updates of the weights", "size of a step / size of the weights", layer => layer.UpdateRatio, logarithmic: true),
            Distributions(shown[^1]),
            Lines("Directions of the input that still matter", "effective rank of the Jacobian", layer => layer.EffectiveRank, logarithmic: false));

        DepthChart Lines(string title, string yTitle, Func<LayerDiagnosis, double?> value, bool logarithmic)
        {
            int[] columns = [.. Enumerable.Range(0, shown[0].Layers.Count).Where(i => shown.Any(d => value(d.Layers[i]) is not null))];
            var chart = new DepthChart(title, yTitle, [.. columns.Select(i => Name(shown[0].Layers[i]))], logarithmic, ordered: true);
            foreach (Diagnosis diagnosis in shown) // those without such values too, so that an epoch has one colour everywhere
            {
                chart.Add(
                    diagnosis.Epoch == 0 ? "at first" : $"epoch {diagnosis.Epoch}", [.. columns.Select(i => value(diagnosis.Layers[i]) ?? double.NaN)]);
            }
            return chart;
        }
    }

    // Of activation functions where there are any, else of the layers that have weights.
    private static DepthChart Distributions(Diagnosis diagnosis)
    {
        LayerDiagnosis[] layers = [.. diagnosis.Layers.Where(layer => layer.IsActivation)];
        if (layers.Length == 0)
        {
            layers = [.. diagnosis.Layers.Where(layer => layer.GradientNorm is not null)];
        }
        layers = [.. layers.Take(MostColumns)];
        string when = diagnosis.Epoch == 0 ? "at first" : $"after epoch {diagnosis.Epoch}";
        var chart = new DepthChart($"Activations {when}", "value", [.. layers.Select(Name)]);
        for (int i = 0; i < layers.Length; i++)
        {
            ValueDistribution output = layers[i].Output;
            chart.Add(i, output.Low, output.High, output.Median, output.Histogram);
        }
        return chart;
    }

    private static string Name(LayerDiagnosis layer) => $"{layer.Path} {layer.Type}".Trim();
}
