using Strata.Data;

namespace Strata.Tests.Data;

public class PnmTests
{
    private static Image Read(string text, params byte[] rest) => Pnm.Read([.. text.Select(c => (byte)c), .. rest], "p.pnm");

    private static string Message(string text, params byte[] rest) => Assert.Throws<InvalidDataException>(() => Read(text, rest)).Message;

    [Fact]
    public void All_six_kinds_are_read()
    {
        Assert.Equal([255, 0, 255, 0, 255, 0], Read("P1\n# ones are black\n3 2\n0 1 0 101").Pixels);
        Assert.Equal([255, 0, 255, 0, 255, 255, 255, 255, 255, 0], Read("P4 10 1\n", 0b0101_0000, 0b0100_0000).Pixels);
        Assert.Equal([0, 85, 170, 255], Read("P2 2 2 3 0 1 2 3").Pixels);
        Assert.Equal([0, 85, 170, 255], Read("P5 2 2 3\n", 0, 1, 2, 3).Pixels);
        Image colour = Read("P3 1 2\n255\n1 2 3\n4 5 6\n");
        Assert.Equal((1, 2, 3), (colour.Width, colour.Height, colour.Channels));
        Assert.Equal([1, 2, 3, 4, 5, 6], colour.Pixels);
        Assert.Equal([1, 2, 3, 4, 5, 6], Read("P6 2 1 255\n", 1, 2, 3, 4, 5, 6).Pixels);
    }

    [Fact]
    public void Samples_of_two_bytes_are_big_endian_and_scaled() => Assert.Equal([255, 128, 0], Read("P5 3 1 1000\n", 3, 0xE8, 1, 0xF5, 0, 0).Pixels);

    [Fact]
    public void Faults_are_named()
    {
        Assert.Contains("offset 0: not a PBM, PGM or PPM file", Message("P7 1 1"));
        Assert.Contains("the width should be a number", Message("P5 x"));
        Assert.Contains("the file ends before the height", Message("P5 12"));
        Assert.Contains("a picture of 0 x 3 pixels", Message("P5 0 3 255\n"));
        Assert.Contains("the maximum is above 65535", Message("P5 1 1 65536\n", 1));
        Assert.Contains("the maximum is 0", Message("P5 1 1 0\n", 1));
        Assert.Contains("a sample of 9; the maximum is 3", Message("P5 1 1 3\n", 9));
        Assert.Contains("a sample is above 3", Message("P2 1 1 3 9"));
        Assert.Contains("a bit should be 0 or 1", Message("P1 2 1 0 2"));
        Assert.Contains("100000 x 100000 pixels need 10000000000 bytes from offset 21, but 1 are left: the file is truncated.", Message("P5 100000 100000 255\n", 1));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        foreach (int channels in (int[])[1, 2, 3, 4])
        {
            var image = new Image(2, 2, channels, [.. Enumerable.Range(1, 4 * channels).Select(i => (byte)i)]);
            Pnm.Write(folder.File("p.pnm"), image);
            Image back = Image.Read(folder.File("p.pnm"));
            Assert.Equal(channels >= 3 ? 3 : 1, back.Channels);
            Assert.Equal(image.Pixels.Chunk(channels).SelectMany(p => p.Take(back.Channels)), back.Pixels);
        }
    }

    [Fact]
    public void Real_pictures_agree_with_their_png_twins()
    {
        Image ppm = Image.Read(SharedData.Path("images/color/chelsea.ppm")), png = Image.Read(SharedData.Path("images/color/chelsea.png"));
        Assert.Equal(png.Pixels, ppm.Pixels);
        Assert.Equal((451, 300), (ppm.Width, ppm.Height));
        Assert.Equal(Image.Read(SharedData.Path("images/gray/camera.png")).ToGrey().Pixels, Image.Read(SharedData.Path("images/gray/camera.pgm")).Pixels);
    }

    [Fact]
    public void Other_formats_say_how_to_convert_them()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("photo.jpg");
        File.WriteAllBytes(path, [0xFF, 0xD8, 0xFF, 0xE0]);
        Assert.Equal($"{path}, offset 0: a JPEG picture, which is not read here. Convert it to PNG, for example by `magick picture picture.png`.",
            Assert.Throws<InvalidDataException>(() => Image.Read(path)).Message);
        File.WriteAllBytes(path, "hello"u8.ToArray());
        Assert.Contains("not a picture that is known: PNG, BMP, PBM, PGM and PPM are read.", Assert.Throws<InvalidDataException>(() => Image.Read(path)).Message);
        Assert.Throws<FileNotFoundException>(() => Image.Read(folder.File("none.png")));
    }
}
