// What happens to a signal on its way through the layers: one column a layer, lines or distributions over them.

using System.Globalization;

namespace Strata.Pictures;

/// <summary>
/// A chart of the layers of a model, as SVG: the first on the left, over them lines, such as the norms of their gradients, or the distributions of their values.
/// </summary>
/// <param name="title">Above the chart.</param>
/// <param name="yTitle">Beside the vertical axis.</param>
/// <param name="layers">The layers' names, in order.</param>
/// <param name="logarithmic">Whether the vertical axis goes in powers of ten; values that are not positive are then left out. Default: false.</param>
/// <param name="ordered">Whether the lines follow each other, as epochs do: their colours then run from light to dark. Default: false.</param>
public sealed class DepthChart(string title, string yTitle, IReadOnlyList<string> layers, bool logarithmic = false, bool ordered = false)
{
    private const double Width = 560, Left = 64, Top = 56, Right = 20, PlotWidth = Width - Left - Right, PlotHeight = 256;
    private const double CharacterWidth = 6.4, LineHeight = 15;
    private const int LongestName = 18;
    private const string Grid = "#ddd", Axis = "#888", Body = "#56b4e9", Middle = "#003f66";

    // Okabe and Ito 2008, and the blue of it from light to dark.
    private static readonly string[] s_colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
    private static readonly string[] s_shades = ["#c6dbef", "#8fbfe0", "#4a98c9", "#1764ab", "#08306b"];

    private readonly List<(string Name, double[] Values)> _lines = [];
    private readonly List<(int Layer, double Low, double High, double Middle, double[] Widths)> _bodies = [];

    /// <summary>Adds a line.</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="values">One for each layer; the line is broken where one cannot be drawn.</param>
    /// <exception cref="ArgumentException">There is not one value for each layer.</exception>
    public void Add(string name, IReadOnlyList<double> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        _lines.Add(values.Count == layers.Count ? (name, [.. values]) : throw new ArgumentException(
            $"The line '{name}' has {values.Count} values, but the chart has {layers.Count} layers; it needs one for each.", nameof(values)));
    }

    /// <summary>Adds a distribution to a layer's column: a body as wide as the values are frequent, with a line at the middle one.</summary>
    /// <param name="layer">Its number, from zero.</param>
    /// <param name="low">Where the histogram begins. Nothing is drawn if it is not a finite number.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="middle">The median.</param>
    /// <param name="histogram">Counts over bins of one width.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public void Add(int layer, double low, double high, double middle, IReadOnlyList<int> histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, layers.Count);
        if (double.IsFinite(low) && double.IsFinite(high) && histogram.Count > 0)
        {
            // The square root, so that the thin parts are seen beside a peak such as a rectifier's at zero.
            double most = Math.Sqrt(Math.Max(1, histogram.Max()));
            _bodies.Add((layer, low, high, middle, [.. histogram.Select(count => Math.Sqrt(count) / most)]));
        }
    }

    /// <summary>The chart as an SVG document.</summary>
    public string ToSvg() => Page(1, this);

    /// <summary>Several charts as one SVG document, so many beside each other.</summary>
    public static string Page(int inRow, params IReadOnlyList<DepthChart> charts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inRow, 1);
        ArgumentNullException.ThrowIfNull(charts);
        int longest = charts.SelectMany(chart => chart.Names).Max(name => (int?)name.Length) ?? 0;
        double height = Top + PlotHeight + 24 + (CharacterWidth * longest);
        using var canvas = new SvgCanvas(Width * Math.Min(inRow, Math.Max(1, charts.Count)), height * ((charts.Count + inRow - 1) / inRow));
        for (int i = 0; i < charts.Count; i++)
        {
            charts[i].Draw(canvas, i % inRow * Width, i / inRow * height);
        }
        return canvas.Finish();
    }

    private IEnumerable<string> Names => layers.Select(name => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…");

    private void Draw(SvgCanvas canvas, double left, double top)
    {
        double bottom = top + Top + PlotHeight;
        double X(double layer) => left + Left + ((layer + 0.5) / Math.Max(1, layers.Count) * PlotWidth);

        double[] shown = [.. _lines.SelectMany(line => line.Values).Concat(_bodies.SelectMany(b => (double[])[b.Low, b.High])).Select(OnAxis).Where(double.IsFinite)];
        (double low, double high) = shown.Length > 0 ? (shown.Min(), shown.Max()) : (0, 1);
        Ticks up = logarithmic
            ? Ticks.Over(Math.Floor(low), Math.Max(Math.Floor(low) + 1, Math.Ceiling(high)), about: 8, whole: true)
            : Ticks.Over(low, high);
        double Y(double y) => bottom - ((OnAxis(y) - up.First) / (up.Last - up.First) * PlotHeight);

        canvas.Text(left + Left, top + 22, title, size: 15, bold: true);
        canvas.Text(left + 16, top + Top + (PlotHeight / 2), yTitle, anchor: "middle", turned: true);
        for (int i = 0; i < up.Count; i++)
        {
            double y = bottom - ((up[i] - up.First) / (up.Last - up.First) * PlotHeight);
            canvas.Line(left + Left, y, left + Left + PlotWidth, y, Grid);
            canvas.Text(left + Left - 8, y + 4, logarithmic ? Power(up[i]) : up.Label(i), anchor: "end");
        }
        canvas.Line(left + Left, bottom, left + Left + PlotWidth, bottom, Axis);
        int every = Math.Max(1, (int)Math.Ceiling(layers.Count * LineHeight / PlotWidth));
        foreach ((int i, string name) in Names.Index().Where(column => column.Index % every == 0))
        {
            canvas.Text(X(i) + 4, bottom + 8, name, anchor: "end", turned: true);
        }
        DrawLegend(canvas, left + Left, top + 40);
        foreach (var body in _bodies)
        {
            DrawBody(canvas, body, X(body.Layer), Y, 0.45 * PlotWidth / layers.Count);
        }
        for (int i = 0; i < _lines.Count; i++)
        {
            LineChart.DrawLine(
                canvas, [.. _lines[i].Values.Select((value, layer) => (X(layer), double.IsFinite(OnAxis(value)) ? Y(value) : double.NaN))], Colour(i));
        }
    }

    private void DrawLegend(SvgCanvas canvas, double x, double y)
    {
        for (int i = 0; i < _lines.Count; i++)
        {
            canvas.Line(x, y, x + 18, y, Colour(i), width: 3);
            canvas.Text(x + 24, y + 4, _lines[i].Name);
            x += 37 + (CharacterWidth * _lines[i].Name.Length);
        }
    }

    private static void DrawBody(
        SvgCanvas canvas, (int Layer, double Low, double High, double Middle, double[] Widths) body, double x, Func<double, double> y, double half)
    {
        double step = (body.High - body.Low) / body.Widths.Length;
        if (step > 0)
        {
            // Down the right side of the bins and up the left.
            var right = body.Widths.SelectMany((width, i) => (((double X, double Y)[])
                [(x + (half * width), y(body.Low + (i * step))), (x + (half * width), y(body.Low + ((i + 1) * step)))])).ToList();
            canvas.Polygon([.. right, .. Enumerable.Reverse(right).Select(p => ((2 * x) - p.X, p.Y))], Body);
        }
        canvas.Line(x - half, y(body.Middle), x + half, y(body.Middle), Middle, width: 2);
    }

    private string Colour(int line) => ordered
        ? s_shades[_lines.Count > 1 ? line * (s_shades.Length - 1) / (_lines.Count - 1) : ^1]
        : s_colours[line % s_colours.Length];

    private double OnAxis(double value) => !logarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;

    private static string Power(double exponent) => exponent is >= -3 and <= 3
        ? Math.Pow(10, exponent).ToString("0.###", CultureInfo.InvariantCulture)
        : "1e" + exponent.ToString("0", CultureInfo.InvariantCulture);
}
