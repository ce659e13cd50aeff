using Strata.Data;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class DigitPictureTests
{
    /// <summary>A picture with one filled rectangle.</summary>
    private static Image Rectangle(int width, int height, int left, int top, int wide, int high, byte ink, byte paper)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, paper);
        for (int y = top; y < top + high; y++)
            pixels.AsSpan((y * width) + left, wide).Fill(ink);
        return new Image(width, height, 1, pixels);
    }

    private static (int Left, int Top, int Right, int Bottom) Bounds(Tensor prepared)
    {
        int[] inked = [.. Enumerable.Range(0, prepared.Count).Where(i => prepared.AsSpan<float>()[i] > 0.5f)];
        return (inked.Min(i => i % 28), inked.Min(i => i / 28), inked.Max(i => i % 28), inked.Max(i => i / 28));
    }

    [Theory]
    [InlineData(0, 255)]
    [InlineData(255, 0)]
    [InlineData(60, 200)]
    public void Ink_on_paper_of_any_tone_becomes_white_on_black_of_20_in_the_middle_of_28(byte ink, byte paper)
    {
        Tensor prepared = DigitPicture.Prepare(Rectangle(100, 80, 70, 10, 10, 40, ink, paper));
        Assert.Equal([1, 1, 28, 28], prepared.Shape);
        // 10 × 40 keeps its proportions: 5 × 20, with its centre of mass at pixel 14 to within half a pixel.
        Assert.Equal((12, 4, 16, 23), Bounds(prepared));
        Assert.Equal(1f, prepared.AsSpan<float>().ToArray().Max());
        Assert.Equal(0f, prepared.AsSpan<float>()[0]);
    }

    [Fact]
    public void Thin_strokes_are_strong_after_shrinking()
    {
        Tensor prepared = DigitPicture.Prepare(Rectangle(400, 400, 200, 20, 2, 360, 0, 255));
        Assert.Equal(1f, prepared.AsSpan<float>().ToArray().Max());
    }

    [Fact]
    public void Transparent_drawings_and_colours_are_read_as_grey_on_white()
    {
        var pixels = new byte[30 * 30 * 4];
        for (int y = 5; y < 25; y++)
            for (int x = 12; x < 17; x++)
                pixels[(((y * 30) + x) * 4) + 3] = 255; // opaque black
        Assert.Equal((12, 4, 16, 23), Bounds(DigitPicture.Prepare(new Image(30, 30, 4, pixels))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(128)]
    public void A_blank_picture_is_refused(byte tone)
    {
        var fault = Assert.Throws<InvalidDataException>(() => DigitPicture.Prepare(Rectangle(30, 20, 3, 3, 9, 9, (byte)(tone ^ 3), tone)));
        Assert.Contains("The picture of 30 x 20 is blank", fault.Message);
    }

    [Fact]
    public void A_picture_of_one_pixel_is_blank() => Assert.Throws<InvalidDataException>(() => DigitPicture.Prepare(new Image(1, 1, 1, [7])));

    [Fact]
    public void The_pictures_of_MNIST_come_out_as_they_are()
    {
        LabeledImages test = Mnist.Load(SharedData.Path("mnist"), cancellation: TestContext.Current.CancellationToken).Test;
        int unchanged = 0;
        for (int i = 0; i < 200; i++)
        {
            Tensor prepared = DigitPicture.Prepare(test.Picture(i)), original = test.Images;
            double difference = 0;
            for (int p = 0; p < prepared.Count; p++)
                difference += Math.Abs(prepared.AsSpan<float>()[p] - original.AsSpan<float>()[(i * prepared.Count) + p]);
            unchanged += difference < 1 ? 1 : 0;
        }
        Assert.InRange(unchanged, 190, 200);
    }
}
