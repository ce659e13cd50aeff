using System.Globalization;
using System.Xml.Linq;
using Strata.Pictures;

namespace Strata.Tests.Pictures;

public class LineChartTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static XElement Drawn(LineChart chart) => XDocument.Parse(chart.ToSvg()).Root!;

    private static string[] Texts(XElement root) => [.. root.Elements(s_svg + "text").Select(t => t.Value)];

    [Fact]
    public void Titles_legend_and_ticks_are_there_and_escaped()
    {
        var chart = new LineChart("Loss < 1 & \"falling\"", "epoch", "loss");
        chart.Add("training \u0001", [0.95, 0.5, 0.22]);
        chart.Add("test", [1.0, 0.7, 0.6]);
        string[] expected = ["Loss < 1 & \"falling\"", "epoch", "loss", "training \uFFFD", "test", "1", "2", "3", "0.2", "0.4", "0.6", "0.8", "1.0"];
        Assert.Empty(expected.Except(Texts(Drawn(chart))));
    }

    [Fact]
    public void A_line_goes_through_its_points()
    {
        var chart = new LineChart("t", "x", "y");
        chart.Add("line", [0, 5, 10], [0, 10, 5]);
        double[][] points = [.. Drawn(chart).Element(s_svg + "polyline")!.Attribute("points")!.Value.Split(' ')
            .Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(3, points.Length);
        Assert.Equal(points[0][0] + points[2][0], 2 * points[1][0], 0.02);
        Assert.True(points[1][1] < points[2][1] && points[2][1] < points[0][1], "y points upwards");
        Assert.Equal(points[0][1] + points[1][1], 2 * points[2][1], 0.02);
    }

    [Fact]
    public void A_line_is_broken_where_a_value_is_not_a_number()
    {
        var chart = new LineChart("t", "x", "y");
        chart.Add("line", [1, 2, double.NaN, double.PositiveInfinity, 3, 4]);
        XElement root = Drawn(chart);
        Assert.Equal(2, root.Elements(s_svg + "polyline").Count());
        Assert.DoesNotContain("NaN", root.ToString());
    }

    [Fact]
    public void One_value_is_a_dot_and_none_are_an_empty_chart()
    {
        var chart = new LineChart("t", "x", "y");
        Assert.Empty(Drawn(chart).Elements(s_svg + "circle"));
        chart.Add("line", [0.5]);
        Assert.Single(Drawn(chart).Elements(s_svg + "circle"));
    }

    [Fact]
    public void Charts_stand_side_by_side()
    {
        var chart = new LineChart("t", "x", "y");
        chart.Add("line", [1, 2]);
        XElement root = XDocument.Parse(LineChart.Row(chart, chart)).Root!;
        Assert.Equal(2 * (double)Drawn(chart).Attribute("width")!, (double)root.Attribute("width")!);
        Assert.Equal(2, root.Elements(s_svg + "polyline").Count());
    }

    [Fact]
    public void Different_numbers_of_x_and_y_are_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => new LineChart("t", "x", "y").Add("test", [1, 2], [1]));
        Assert.Contains("The line 'test' has 2 values of x and 1 of y", fault.Message);
    }

    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.93, 0.99, "0.92 0.94 0.96 0.98 1.00")]
    [InlineData(-3, 12, "-5 0 5 10 15")]
    [InlineData(0, 0.3, "0 0.1 0.2 0.3")]
    [InlineData(0, 2e7, "0 5e6 1e7 1.5e7 2e7")]
    [InlineData(2, 2, "1.0 1.5 2.0 2.5 3.0")]
    public void Ticks_are_round_numbers_around_the_data(double low, double high, string expected)
    {
        Ticks ticks = Ticks.Over(low, high);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, ticks.Count).Select(ticks.Label)));
    }
}
