using System.Globalization;

namespace Strata.Cli;

/// <summary>Metrics in words.</summary>
internal static class MetricText
{
    /// <summary>Each by its name: <c>accuracy 96.10 %</c>, <c>test loss 0.1312</c>, <c>reconstruction error 9.2918</c>.</summary>
    internal static IEnumerable<string> Each(IEnumerable<KeyValuePair<string, double>> metrics) => metrics.Select(m =>
        Words(m.Key.Replace("val_", "test ", StringComparison.Ordinal)) + (m.Key.EndsWith("accuracy", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $" {100 * m.Value:F2} %")
            : string.Create(CultureInfo.InvariantCulture, $" {m.Value:F4}")));

    /// <summary><c>reconstruction_error</c> as <c>reconstruction error</c>.</summary>
    internal static string Words(string name) => name.Replace('_', ' ');
}
