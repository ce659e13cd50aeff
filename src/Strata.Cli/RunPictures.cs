using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Pictures;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Cli;

/// <summary>The pictures that a training leaves: its curves, and what the first layer looks for.</summary>
internal static class RunPictures
{
    private const int MostFilters = 100, SheetPixels = 800, MostReconstructions = 20;

    /// <summary>Draws what there is to draw.</summary>
    /// <param name="test">Pictures that the model has not learned from.</param>
    internal static void Write(RunFolder folder, Trainer trainer, LabeledImages test)
    {
        if (trainer.History.Epochs.Count > 0)
        {
            (string Title, string Metric)[] curves = [("Loss", "loss"), ("Accuracy", "accuracy")];
            AtomicFile.WriteText(folder.Curves, LineChart.Row(
                [.. curves.Where(c => trainer.History.Last.Metrics.ContainsKey(c.Metric)).Select(c => Chart(c.Title, c.Metric))]));
        }
        if (trainer.Model.FirstFilters() is { } filters)
        {
            Draw(folder.Filters, filters);
        }
        if (trainer.Model is Autoencoder autoencoder)
        {
            WriteReconstructions(folder, autoencoder, test);
        }

        LineChart Chart(string title, string metric)
        {
            var chart = new LineChart(title, "epoch", metric);
            chart.Add("training", trainer.History[metric]);
            chart.Add("test", trainer.History["val_" + metric]);
            return chart;
        }
    }

    /// <summary>Draws pictures above what an autoencoder makes of them.</summary>
    internal static void WriteReconstructions(RunFolder folder, Autoencoder model, LabeledImages test)
    {
        Tensor some = test.Images.Slice(0, 0, Math.Min(MostReconstructions, test.Count));
        Png.Write(folder.Reconstructions, ImageSheet.Draw(ConcatenateOp.Concatenate([some, model.Reconstruct(some)]), enlarge: 2, columns: some.Shape[0], range: (0, 1)));
    }

    /// <summary>Draws what the units of a level look for: the filters of the first one, of others the inputs that excite them most.</summary>
    /// <param name="encoders">The encoders up to that level, built.</param>
    internal static void WriteFeatures(RunFolder folder, IReadOnlyList<Layer> encoders, CancellationToken cancellation)
        => Draw(folder.Features(encoders.Count), (encoders.Count == 1 ? encoders[0].FirstFilters() : null)
            ?? PreferredInputs.Of(new Sequential([.. encoders]), MostFilters, cancellation: cancellation));

    private static void Draw(string file, Tensor filters)
    {
        filters = filters.Detach().Slice(0, 0, Math.Min(MostFilters, filters.Shape[0]));
        int inRow = (int)Math.Ceiling(Math.Sqrt(filters.Shape[0] * filters.Shape[1]));
        Png.Write(file, ImageSheet.Draw(filters, enlarge: Math.Clamp(SheetPixels / (inRow * filters.Shape[3]), 1, 16)));
    }
}
