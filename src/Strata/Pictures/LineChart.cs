namespace Strata.Pictures;

/// <summary>A chart of one or more lines, such as the loss over the epochs, as SVG.</summary>
/// <param name="title">Above the chart.</param>
/// <param name="xTitle">Below the horizontal axis.</param>
/// <param name="yTitle">Beside the vertical axis.</param>
public sealed class LineChart(string title, string xTitle, string yTitle)
{
    private const double Width = 560, Height = 360, Left = 64, Top = 56, Right = 20, Bottom = 48;
    private const double PlotWidth = Width - Left - Right, PlotHeight = Height - Top - Bottom;
    private const int MostMarked = 30;
    private const string Grid = "#ddd", Axis = "#888";

    // Okabe and Ito 2008: told apart by the colour-blind too.
    private static readonly string[] s_colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private readonly List<(string Name, (double X, double Y)[] Points)> _series = [];

    /// <summary>Adds a line over x = 1, 2, 3 and so on: one value an epoch.</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="values">The line is broken where a value is not a finite number.</param>
    public void Add(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Add(name, [.. Enumerable.Range(1, values.Count).Select(i => (double)i)], values);
    }

    /// <summary>Adds a line.</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="x">From left to right.</param>
    /// <param name="y">The line is broken where a value is not a finite number.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public void Add(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"The line '{name}' has {x.Count} values of x and {y.Count} of y; it needs as many of each.", nameof(y));
        }
        _series.Add((name, [.. x.Zip(y)]));
    }

    /// <summary>The chart as an SVG document.</summary>
    public string ToSvg() => Row(this);

    /// <summary>Several charts side by side as one SVG document.</summary>
    public static string Row(params IReadOnlyList<LineChart> charts)
    {
        ArgumentNullException.ThrowIfNull(charts);
        using var canvas = new SvgCanvas(Width * charts.Count, Height);
        for (int i = 0; i < charts.Count; i++)
        {
            charts[i].Draw(canvas, i * Width);
        }
        return canvas.Finish();
    }

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private void Draw(SvgCanvas canvas, double left)
    {
        (double X, double Y)[] finite = [.. _series.SelectMany(s => s.Points).Where(IsFinite)];
        if (finite.Length == 0)
        {
            finite = [(0, 0), (1, 1)];
        }
        double lowX = finite.Min(p => p.X), highX = finite.Max(p => p.X);
        Ticks across = Ticks.Over(lowX, highX, 8, whole: finite.All(p => p.X == Math.Floor(p.X)));
        Ticks up = Ticks.Over(finite.Min(p => p.Y), finite.Max(p => p.Y));
        if (highX > lowX)
        {
            // The horizontal axis ends where the data do; the vertical one at round numbers.
            across = across with { Count = (int)(((highX - across.First) / across.Step) + 1e-9) + 1 };
        }
        else
        {
            (lowX, highX) = (across.First, across.Last);
        }
        double X(double x) => left + Left + ((x - lowX) / (highX - lowX) * PlotWidth);
        double Y(double y) => Top + PlotHeight - ((y - up.First) / (up.Last - up.First) * PlotHeight);

        DrawAxes(canvas, left, across, up, lowX, X, Y);
        DrawTitles(canvas, left);
        for (int i = 0; i < _series.Count; i++)
        {
            DrawLine(canvas, [.. _series[i].Points.Select(p => IsFinite(p) ? (X(p.X), Y(p.Y)) : p)], s_colours[i % s_colours.Length]);
        }
    }

    private static void DrawAxes(SvgCanvas canvas, double left, Ticks across, Ticks up, double lowX, Func<double, double> x, Func<double, double> y)
    {
        double bottom = Top + PlotHeight;
        for (int i = 0; i < up.Count; i++)
        {
            canvas.Line(left + Left, y(up[i]), left + Left + PlotWidth, y(up[i]), Grid);
            canvas.Text(left + Left - 8, y(up[i]) + 4, up.Label(i), anchor: "end");
        }
        for (int i = 0; i < across.Count; i++)
        {
            if (across[i] >= lowX)
            {
                canvas.Line(x(across[i]), bottom, x(across[i]), bottom + 5, Axis);
                canvas.Text(x(across[i]), bottom + 19, across.Label(i), anchor: "middle");
            }
        }
        canvas.Line(left + Left, bottom, left + Left + PlotWidth, bottom, Axis);
    }

    private void DrawTitles(SvgCanvas canvas, double left)
    {
        canvas.Text(left + Left, 22, title, size: 15, bold: true);
        canvas.Text(left + Left + (PlotWidth / 2), Height - 10, xTitle, anchor: "middle");
        canvas.Text(left + 16, Top + (PlotHeight / 2), yTitle, anchor: "middle", turned: true);
        double place = left + Left;
        for (int i = 0; i < _series.Count; i++)
        {
            canvas.Line(place, 40, place + 18, 40, s_colours[i % s_colours.Length], width: 3);
            canvas.Text(place + 24, 44, _series[i].Name);
            place += 44 + (7 * _series[i].Name.Length);
        }
    }

    internal static void DrawLine(SvgCanvas canvas, (double X, double Y)[] points, string colour)
    {
        var run = new List<(double X, double Y)>();
        foreach ((double X, double Y) point in points.Append((double.NaN, double.NaN)))
        {
            if (IsFinite(point))
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 1)
            {
                canvas.Polyline(run, colour, width: 2);
            }
            foreach ((double x, double y) in points.Length <= MostMarked || run.Count == 1 ? run : [])
            {
                canvas.Circle(x, y, 3, colour);
            }
            run.Clear();
        }
    }
}
