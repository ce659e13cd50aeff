// Scalable Vector Graphics (W3C recommendation 1.1, 2011): the few elements that charts and sheets are drawn with.

using System.Globalization;
using System.Text;
using System.Xml;

namespace Strata.Pictures;

/// <summary>Draws into an SVG document. The XML writer sees to it that the text is well-formed whatever the labels hold.</summary>
internal sealed class SvgCanvas : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    /// <summary>A white page.</summary>
    internal SvgCanvas(double width, double height)
    {
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" });
        _xml.WriteStartElement("svg", Namespace);
        Attributes(("width", width), ("height", height), ("viewBox", $"0 0 {Number(width)} {Number(height)}"), ("font-family", "sans-serif"));
        Rectangle(0, 0, width, height, "white");
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <summary>The document. Nothing can be drawn afterwards.</summary>
    internal string Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        return _text.Append('\n').ToString();
    }

    internal void Rectangle(double x, double y, double width, double height, string fill)
        => Element("rect", ("x", x), ("y", y), ("width", width), ("height", height), ("fill", fill));

    internal void Line(double x1, double y1, double x2, double y2, string colour, double width = 1)
        => Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", colour), ("stroke-width", width));

    internal void Circle(double x, double y, double radius, string fill)
        => Element("circle", ("cx", x), ("cy", y), ("r", radius), ("fill", fill));

    internal void Polyline(IEnumerable<(double X, double Y)> points, string colour, double width)
        => Element("polyline", ("points", string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))),
            ("fill", "none"), ("stroke", colour), ("stroke-width", width), ("stroke-linejoin", "round"));

    internal void Polygon(IEnumerable<(double X, double Y)> points, string fill)
        => Element("polygon", ("points", string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))), ("fill", fill));

    /// <param name="anchor">What stands at x: the text's <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="turned">Whether the text runs upwards.</param>
    internal void Text(
        double x, double y, string text, double size = 12, string anchor = "start", bool bold = false, bool turned = false, string colour = "#222")
    {
        _xml.WriteStartElement("text", Namespace);
        Attributes(("x", x), ("y", y), ("font-size", size), ("text-anchor", anchor), ("fill", colour));
        if (bold)
        {
            Attributes(("font-weight", "bold"));
        }
        if (turned)
        {
            Attributes(("transform", $"rotate(-90 {Number(x)} {Number(y)})"));
        }
        _xml.WriteString(Printable(text));
        _xml.WriteEndElement();
    }

    /// <summary>A PNG picture inside the document, its pixels left sharp.</summary>
    internal void Picture(double x, double y, double width, double height, ReadOnlySpan<byte> png)
        => Element("image", ("x", x), ("y", y), ("width", width), ("height", height), ("preserveAspectRatio", "none"),
            ("style", "image-rendering:pixelated"), ("href", "data:image/png;base64," + Convert.ToBase64String(png)));

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no place for control characters, not even escaped.
    private static string Printable(string text)
        => string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) || r.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()));

    private void Element(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
        {
            _xml.WriteAttributeString(name, value is string text ? text : Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
        }
    }
}
