using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Pictures;
using Strata.Serialization;
using Strata.Training;

namespace Strata.Cli;

/// <summary>The pictures that a training leaves: its curves, and what the first layer looks for.</summary>
internal static class RunPictures
{
    private const int MostFilters = 100, SheetPixels = 800;

    /// <summary>Draws what there is to draw.</summary>
    internal static void Write(RunFolder folder, Trainer trainer)
    {
        if (trainer.History.Epochs.Count > 0)
        {
            AtomicFile.WriteText(folder.Curves, LineChart.Row(Chart("Loss", "loss"), Chart("Accuracy", "accuracy")));
        }
        if (trainer.Model.FirstFilters() is { } filters)
        {
            filters = filters.Detach().Slice(0, 0, Math.Min(MostFilters, filters.Shape[0]));
            int inRow = (int)Math.Ceiling(Math.Sqrt(filters.Shape[0] * filters.Shape[1]));
            Png.Write(folder.Filters, ImageSheet.Draw(filters, enlarge: Math.Clamp(SheetPixels / (inRow * filters.Shape[3]), 1, 16)));
        }

        LineChart Chart(string title, string metric)
        {
            var chart = new LineChart(title, "epoch", metric);
            chart.Add("training", trainer.History[metric]);
            chart.Add("test", trainer.History["val_" + metric]);
            return chart;
        }
    }
}
