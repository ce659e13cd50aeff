using System.Text;
using Strata.Data;

namespace Strata.Tests.Data;

public class PngTests
{
    public static TheoryData<string> References => [.. PngReference.All.Select(reference => reference.Name)];

    [Theory]
    [MemberData(nameof(References))]
    public void Reads_every_kind_of_picture_that_other_programs_write(string name)
    {
        PngReference reference = PngReference.Named(name);
        Image expected = reference.Expected();
        Image read = Png.Read(new MemoryStream(reference.File));
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (read.Width, read.Height, read.Channels));
        Assert.Equal(expected.Pixels, read.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_written_is_read_back(int channels)
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (1, 9), (17, 1), (31, 23)])
        {
            var pixels = new byte[width * height * channels];
            new Random(1).NextBytes(pixels);
            for (int i = 0; i < pixels.Length / 2; i++) pixels[i] = (byte)(i / channels);   // half smooth, half noise
            var stream = new MemoryStream();
            Png.Write(stream, new Image(width, height, channels, pixels));
            stream.Position = 0;
            Image read = Png.Read(stream);
            Assert.Equal((width, height, channels), (read.Width, read.Height, read.Channels));
            Assert.Equal(pixels, read.Pixels);
        }
    }

    [Fact]
    public void A_smooth_picture_is_written_smaller_than_its_pixels_by_filters()
    {
        var pixels = new byte[64 * 64];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((3 * (i % 64)) + (2 * (i / 64)));
        var stream = new MemoryStream();
        Png.Write(stream, new Image(64, 64, 1, pixels));
        Assert.InRange(stream.Length, 60, 300);
    }

    [Fact]
    public void A_file_is_written_and_read_by_its_path()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.png");
        Png.Write(path, new Image(2, 1, 1, [7, 200]));
        Assert.Equal([7, 200], Png.Read(path).Pixels);
        Assert.Equal(["a.png"], folder.Names());
    }

    [Fact]
    public void The_five_filters_are_those_of_the_specification()
    {
        // Worked by hand for a row 10 20 200 below 1 5 250, one byte a pixel. Paeth at the last: a=20, b=250, c=5:
        // p=265, nearest b.
        byte[] row = [10, 20, 200], above = [1, 5, 250];
        byte[][] expected = [[10, 20, 200], [10, 10, 180], [9, 15, 206], [10, 13, 65], [9, 10, 206]];
        for (int filter = 0; filter < 5; filter++)
        {
            var stored = new byte[3];
            PngFilter.Apply(filter, row, above, 1, stored);
            Assert.Equal(expected[filter], stored);
            PngFilter.Undo(filter, stored, above, 1);
            Assert.Equal(row, stored);
        }
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() =>
        Assert.Equal(0xCBF43926u, Crc32.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void A_real_picture_has_the_pixels_of_its_ppm()
    {
        Image png = Png.Read(SharedData.Path("images/color/chelsea.png"));
        byte[] ppm = File.ReadAllBytes(SharedData.Path("images/color/chelsea.ppm"));
        Assert.Equal((451, 300, 3), (png.Width, png.Height, png.Channels));
        Assert.Equal(ppm[^png.Pixels.Length..], png.Pixels);
    }

    [Theory]
    [InlineData("images/gray/camera.png", 512, 512, 1)]
    [InlineData("images/color/astronaut.png", 512, 512, 3)]
    [InlineData("images/color/coffee.png", 600, 400, 3)]
    public void Real_pictures_are_read_and_written_again_without_loss(string path, int width, int height, int channels)
    {
        Image image = Png.Read(SharedData.Path(path));
        Assert.Equal((width, height, channels), (image.Width, image.Height, image.Channels));
        var stream = new MemoryStream();
        Png.Write(stream, image);
        Assert.True(stream.Length < image.Pixels.Length);
        stream.Position = 0;
        Assert.Equal(image.Pixels, Png.Read(stream).Pixels);
    }

    [Fact]
    public void A_real_grey_picture_has_the_pixels_of_its_pgm()
    {
        Image png = Png.Read(SharedData.Path("images/gray/camera.png"));
        byte[] pgm = File.ReadAllBytes(SharedData.Path("images/gray/camera.pgm"));
        Assert.Equal(pgm[^png.Pixels.Length..], png.Pixels);
    }
}
