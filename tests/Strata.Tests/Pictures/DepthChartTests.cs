using System.Globalization;
using System.Xml.Linq;
using Strata.Pictures;

namespace Strata.Tests.Pictures;

public class DepthChartTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static XElement Drawn(DepthChart chart) => XDocument.Parse(chart.ToSvg()).Root!;

    private static string[] Texts(XElement root) => [.. root.Elements(s_svg + "text").Select(t => t.Value)];

    private static double[][] Points(XElement shape) => [.. shape.Attribute("points")!.Value.Split(' ')
        .Select(p => p.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];

    [Fact]
    public void Powers_of_ten_are_at_equal_distances()
    {
        var chart = new DepthChart("t", "norm", ["a", "b", "a layer with a long name"], logarithmic: true);
        chart.Add("line", [1e-6, 1e-4, 1e-2]);
        XElement root = Drawn(chart);
        double[][] points = Points(root.Element(s_svg + "polyline")!);
        Assert.Equal(points[0][1] - points[1][1], points[1][1] - points[2][1], 0.02);
        Assert.Empty(((string[])["t", "norm", "line", "a", "b", "a layer with a lo…", "1e-6", "1e-4", "0.01"]).Except(Texts(root)));
    }

    [Fact]
    public void What_has_no_logarithm_breaks_the_line()
    {
        var chart = new DepthChart("t", "y", ["a", "b", "c", "d", "e"], logarithmic: true);
        chart.Add("line", [1, 10, 0, 100, double.NaN]);
        XElement root = Drawn(chart);
        Assert.Single(root.Elements(s_svg + "polyline"));
        Assert.Equal(3, root.Elements(s_svg + "circle").Count());
        Assert.DoesNotContain("NaN", root.ToString());
        Assert.Empty(Drawn(new DepthChart("t", "y", [])).Elements(s_svg + "polyline"));
    }

    [Fact]
    public void A_body_is_as_wide_as_values_are_frequent()
    {
        var chart = new DepthChart("t", "y", ["a", "b"]);
        chart.Add(1, 0, 2, 0.5, [16, 4]);
        chart.Add(0, double.NaN, 1, 0, [1]);
        XElement body = Drawn(chart).Elements(s_svg + "polygon").Single();
        double[][] points = Points(body);
        Assert.Equal(8, points.Length);
        double Width(int i) => points[i][0] - points[^(i + 1)][0];
        Assert.Equal(2, Width(0) / Width(2), 0.01); // the root of four to one
        Assert.True(points[0][1] > points[3][1], "y points upwards");
    }

    [Fact]
    public void Lines_that_follow_each_other_become_darker()
    {
        var chart = new DepthChart("t", "y", ["a", "b"], ordered: true);
        chart.Add("first", [1, 2]);
        chart.Add("last", [2, 3]);
        Assert.Equal(["#c6dbef", "#08306b"], Drawn(chart).Elements(s_svg + "polyline").Select(l => l.Attribute("stroke")!.Value));
    }

    [Fact]
    public void Charts_stand_in_rows()
    {
        var chart = new DepthChart("t", "y", ["a", "b"]);
        chart.Add("line", [1, 2]);
        XElement one = Drawn(chart), page = XDocument.Parse(DepthChart.Page(2, chart, chart, chart)).Root!;
        Assert.Equal(2 * (double)one.Attribute("width")!, (double)page.Attribute("width")!);
        Assert.Equal(2 * (double)one.Attribute("height")!, (double)page.Attribute("height")!, 0.02);
        Assert.Equal(3, page.Elements(s_svg + "polyline").Count());
    }

    [Fact]
    public void Another_number_of_values_than_of_layers_is_refused()
    {
        var chart = new DepthChart("t", "y", ["a", "b"]);
        Assert.StartsWith(
            "The line 'norm' has 3 values, but the chart has 2 layers; it needs one for each.",
            Assert.Throws<ArgumentException>(() => chart.Add("norm", [1, 2, 3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => chart.Add(2, 0, 1, 0, [1]));
    }
}
