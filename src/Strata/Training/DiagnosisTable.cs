using System.Globalization;
using System.Text;

namespace Strata.Training;

/// <summary>A diagnosis as a table of text.</summary>
internal static class DiagnosisTable
{
    private static readonly (string Head, Func<LayerDiagnosis, string> Cell)[] s_columns =
    [
        ("layer", layer => $"{layer.Path} {layer.Type}".Trim()),
        ("mean", layer => Number(layer.Output.Mean)),
        ("deviation", layer => Number(layer.Output.StandardDeviation)),
        ("5 %", layer => Number(layer.Output.Quantiles[1])),
        ("95 %", layer => Number(layer.Output.Quantiles[^2])),
        ("saturated", layer => Percent(layer.Saturated)),
        ("dead", layer => Percent(layer.Dead)),
        ("gradient", layer => Number(layer.GradientNorm)),
        ("update/weight", layer => Number(layer.UpdateRatio)),
        ("rank", layer => Number(layer.JacobianRank, "0.#")),
        ("effective", layer => Number(layer.EffectiveRank, "0.0")),
    ];

    /// <summary>A head, and a line for each layer; columns that are empty throughout are left out.</summary>
    internal static string Of(Diagnosis diagnosis)
    {
        string[][] columns = [.. s_columns.Select(column => (string[])[column.Head, .. diagnosis.Layers.Select(column.Cell)])
            .Where(column => column.Skip(1).Any(cell => cell.Length > 0))];
        int[] widths = [.. columns.Select(column => column.Max(cell => cell.Length))];
        var text = new StringBuilder();
        for (int row = 0; row <= diagnosis.Layers.Count; row++)
        {
            text.AppendJoin("  ", columns.Select((column, c) => c == 0 ? column[row].PadRight(widths[c]) : column[row].PadLeft(widths[c]))).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Three digits, or nothing.</summary>
    private static string Number(double? value, string? format = null) => value is { } number
        ? number.ToString(format ?? (number == 0 || Math.Abs(number) is >= 0.01 and < 1000 ? "0.###" : "0.00e0"), CultureInfo.InvariantCulture)
        : "";

    private static string Percent(double? share) => share is { } part ? (100 * part).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "";
}
