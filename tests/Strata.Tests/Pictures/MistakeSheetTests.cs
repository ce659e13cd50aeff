using System.Xml.Linq;
using Strata.Data;
using Strata.Pictures;
using Strata.Tensors;

namespace Strata.Tests.Pictures;

public class MistakeSheetTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static LabeledImages Four()
        => new(1, 2, [1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 1, 0], ["cat", "dog"]);

    [Fact]
    public void The_surest_mistakes_come_first_with_their_pictures_and_captions()
    {
        // The second and the fourth picture are taken for the other class, the fourth more surely.
        Tensor probabilities = Tensor.Wrap([0.9f, 0.1f, 0.6f, 0.4f, 0.2f, 0.8f, 0.02f, 0.98f], [4, 2]);
        XElement root = XDocument.Parse(MistakeSheet.ToSvg(Four(), probabilities)).Root!;
        string[] texts = [.. root.Elements(s_svg + "text").Select(t => t.Value.Replace('\u00a0', ' '))];
        Assert.Equal(["All 2 mistakes in 4 pictures: true → predicted class, its probability", "cat → dog  98 %", "dog → cat  60 %"], texts);
        string[] pictures = [.. root.Elements(s_svg + "image").Select(i => i.Attribute("href")!.Value)];
        Assert.Equal(2, pictures.Length);
        const string scheme = "data:image/png;base64,";
        Assert.StartsWith(scheme, pictures[0]);
        Assert.Equal([7, 8], Png.Read(new MemoryStream(Convert.FromBase64String(pictures[0][scheme.Length..]))).Pixels);
    }

    [Fact]
    public void Only_the_worst_are_shown()
    {
        Tensor probabilities = Tensor.Wrap([0.1f, 0.9f, 0.6f, 0.4f, 0.7f, 0.3f, 0.02f, 0.98f], [4, 2]);
        XElement root = XDocument.Parse(MistakeSheet.ToSvg(Four(), probabilities, most: 1)).Root!;
        Assert.Single(root.Elements(s_svg + "image"));
        Assert.StartsWith("The 1 worst of 4 mistakes", root.Element(s_svg + "text")!.Value);
    }

    [Fact]
    public void No_mistakes_are_said_to_be_none()
    {
        Tensor probabilities = Tensor.Wrap([1f, 0f, 0f, 1f, 0f, 1f, 1f, 0f], [4, 2]);
        Assert.Contains("No mistakes in 4 pictures", MistakeSheet.ToSvg(Four(), probabilities));
    }

    [Fact]
    public void A_row_for_each_picture_is_needed()
    {
        var fault = Assert.Throws<ArgumentException>(() => MistakeSheet.ToSvg(Four(), Tensor.Zeros([3, 2])));
        Assert.Contains("[4, 2]", fault.Message);
        Assert.Contains("got [3, 2]", fault.Message);
    }
}
