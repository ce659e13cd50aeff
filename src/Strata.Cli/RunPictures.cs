using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Pictures;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Cli;

/// <summary>The pictures that a run leaves: its curves, what the first layer looks for, what a model makes of pictures, and samples.</summary>
internal static class RunPictures
{
    private const int MostFilters = 100, SheetPixels = 800, MostReconstructions = 20;

    /// <summary>Draws a chart for each metric over the epochs, on the training and the test data, or level by level.</summary>
    internal static void WriteCurves(RunFolder folder, IReadOnlyList<(int Level, EpochResult Epoch)> epochs)
    {
        const string validation = "val_";
        if (epochs.Count == 0)
        {
            return;
        }
        IEnumerable<string> names = epochs[^1].Epoch.Metrics.Keys.Where(name => !name.StartsWith(validation, StringComparison.Ordinal));
        AtomicFile.WriteText(folder.Curves, LineChart.Row([.. names.Select(Chart)]));

        LineChart Chart(string name)
        {
            string words = MetricText.Words(name);
            var chart = new LineChart(char.ToUpperInvariant(words[0]) + words[1..], "epoch", words);
            foreach (IGrouping<int, EpochResult> level in epochs.GroupBy(e => e.Level, e => e.Epoch))
            {
                Add(chart, level.Key == 0 ? "training" : $"level {level.Key}", name, level);
                Add(chart, "test", validation + name, level);
            }
            return chart;
        }

        static void Add(LineChart chart, string title, string name, IEnumerable<EpochResult> of)
        {
            double[] values = [.. of.Where(e => e.Metrics.ContainsKey(name)).Select(e => e.Metrics[name])];
            if (values.Length > 0)
            {
                chart.Add(title, values);
            }
        }
    }

    /// <summary>Draws what the first layer looks for.</summary>
    /// <param name="filters">[filters, channels, height, width].</param>
    internal static void WriteFilters(RunFolder folder, Tensor filters) => Draw(folder.Filters, filters);

    /// <summary>Draws pictures above what a model makes of them.</summary>
    internal static void WriteReconstructions(RunFolder folder, IReconstructing recipe, Layer model, LabeledImages test)
    {
        Tensor some = test.Images.Slice(0, 0, Math.Min(MostReconstructions, test.Count));
        Png.Write(folder.Reconstructions, ImageSheet.Draw(
            ConcatenateOp.Concatenate([some, recipe.Reconstruct(model, some)]), enlarge: 2, columns: some.Shape[0], range: (0, 1)));
    }

    /// <summary>Draws what the units of a level look for: the filters of the first one, of others the inputs that excite them most.</summary>
    /// <param name="encoders">The encoders up to that level, built.</param>
    internal static void WriteFeatures(RunFolder folder, IReadOnlyList<Layer> encoders, CancellationToken cancellation)
        => Draw(folder.Features(encoders.Count), (encoders.Count == 1 ? encoders[0].FirstFilters() : null)
            ?? PreferredInputs.Of(new Sequential([.. encoders]), MostFilters, cancellation: cancellation));

    /// <summary>Draws samples of pictures.</summary>
    internal static void WriteSamples(string file, Tensor samples)
        => Png.Write(file, ImageSheet.Draw(samples, enlarge: 2, columns: (int)Math.Ceiling(Math.Sqrt(samples.Shape[0])), range: (0, 1)));

    private static void Draw(string file, Tensor filters)
    {
        filters = filters.Detach().Slice(0, 0, Math.Min(MostFilters, filters.Shape[0]));
        int inRow = (int)Math.Ceiling(Math.Sqrt(filters.Shape[0] * filters.Shape[1]));
        Png.Write(file, ImageSheet.Draw(filters, enlarge: Math.Clamp(SheetPixels / (inRow * filters.Shape[3]), 1, 16)));
    }
}
