using Strata.Data;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Pictures;

/// <summary>The pictures on which a classifier was most surely wrong, each with what it is and what it was taken for, as SVG.</summary>
public static class MistakeSheet
{
    private const double Width = 1016, Tile = 84, Margin = 16, Caption = 34, Head = 44, CharacterWidth = 6.5;

    /// <summary>Draws the worst mistakes: those with the highest probability of a wrong class come first.</summary>
    /// <param name="data">The pictures and their classes.</param>
    /// <param name="probabilities">Float32 [pictures, classes], as the classifier sees them.</param>
    /// <param name="most">How many to show. Default: 40.</param>
    /// <returns>An SVG document. Under each picture: its class → the class it was taken for, and the probability of that one.</returns>
    /// <exception cref="ArgumentException">There is not one row of probabilities for each picture.</exception>
    public static string ToSvg(LabeledImages data, Tensor probabilities, int most = 40)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (probabilities.Rank != 2 || probabilities.Shape[0] != data.Count || probabilities.Shape[1] != data.ClassNames.Count)
        {
            throw new ArgumentException(
                $"Expected probabilities of shape [{data.Count}, {data.ClassNames.Count}], a row for each picture, but got {probabilities.Shape}.",
                nameof(probabilities));
        }
        List<(int Picture, int Taken, float Probability)> mistakes = Find(data.Labels.AsSpan<int>(), probabilities);
        var shown = mistakes.OrderByDescending(m => m.Probability).Take(most).ToList();
        string[] captions = [.. shown.Select(m => Invariant(
            $"{data.ClassNames[data.Labels.AsSpan<int>()[m.Picture]]} → {data.ClassNames[m.Taken]}\u00a0\u00a0{100 * m.Probability:F0} %"))];
        double column = Math.Max(Tile, captions.Select(c => c.Length * CharacterWidth).DefaultIfEmpty().Max()) + Margin;
        int columns = Math.Max(1, (int)((Width - Margin) / column)), rows = (shown.Count + columns - 1) / columns;
        using var canvas = new SvgCanvas(Width, Head + (rows * (Tile + Caption)));
        canvas.Text(Margin, 26, Title(mistakes.Count, shown.Count, data.Count), size: 15, bold: true);
        for (int i = 0; i < shown.Count; i++)
        {
            double x = Margin + (i % columns * column) + ((column - Margin - Tile) / 2), y = Head + (i / columns * (Tile + Caption));
            using var png = new MemoryStream();
            Png.Write(png, data.Picture(shown[i].Picture));
            canvas.Picture(x, y, Tile, Tile, png.GetBuffer().AsSpan(0, (int)png.Length));
            canvas.Text(x + (Tile / 2), y + Tile + 15, captions[i], anchor: "middle");
        }
        return canvas.Finish();
    }

    private static List<(int Picture, int Taken, float Probability)> Find(ReadOnlySpan<int> labels, Tensor probabilities)
    {
        int classes = probabilities.Shape[1];
        ReadOnlySpan<float> all = probabilities.AsSpan<float>();
        var mistakes = new List<(int, int, float)>();
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = all.Slice(i * classes, classes);
            int taken = TensorPrimitives.IndexOfMax(row);
            if (taken != labels[i])
            {
                mistakes.Add((i, taken, row[taken]));
            }
        }
        return mistakes;
    }

    private static string Title(int mistakes, int shown, int count)
    {
        string which = mistakes == 0 ? "No mistakes" : mistakes == shown ? Invariant($"All {mistakes:N0} mistakes") : Invariant($"The {shown:N0} worst of {mistakes:N0} mistakes");
        return which + Invariant($" in {count:N0} pictures") + (mistakes == 0 ? "" : ": true → predicted class, its probability");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
