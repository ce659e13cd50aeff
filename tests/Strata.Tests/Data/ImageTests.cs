using Strata.Data;

namespace Strata.Tests.Data;

public class ImageTests
{
    [Fact]
    public void Sizes_that_do_not_fit_the_pixels_are_refused()
    {
        Assert.Contains("A picture of 2 x 3 with 1 channels has 6 samples; got 5.",
            Assert.Throws<ArgumentException>(() => new Image(2, 3, 1, new byte[5])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Image(0, 3, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Image(1, 1, 5, new byte[5]));
        Assert.Throws<ArgumentException>(() => new Image(int.MaxValue, int.MaxValue, 4, new byte[4]));
    }

    [Fact]
    public void Grey_is_the_luma_of_bt_601()
    {
        var image = new Image(5, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30]);
        Assert.Equal([76, 150, 29, 255, 18], image.ToGrey().Pixels);
        Assert.Equal([7, 9], new Image(2, 1, 1, [7, 9]).ToGrey().Pixels);
    }

    [Fact]
    public void What_is_transparent_turns_white()
    {
        Assert.Equal([255, 0, 128], new Image(3, 1, 2, [0, 0, 0, 255, 0, 127]).ToGrey().Pixels);
        Assert.Equal([255, 76], new Image(2, 1, 4, [255, 0, 0, 0, 255, 0, 0, 255]).ToGrey().Pixels);
    }

    [Fact]
    public void Resizing_to_the_same_size_changes_nothing()
    {
        var pixels = new byte[5 * 4 * 3];
        new Random(1).NextBytes(pixels);
        Assert.Equal(pixels, new Image(5, 4, 3, pixels).Resize(5, 4).Pixels);
    }

    [Fact]
    public void A_flat_picture_stays_flat_at_any_size()
    {
        var image = new Image(7, 5, 1, [.. Enumerable.Repeat((byte)201, 35)]);
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (3, 11), (20, 2), (64, 64)])
            Assert.All(image.Resize(width, height).Pixels, sample => Assert.Equal(201, sample));
    }

    [Fact]
    public void Growing_interpolates_between_the_centres_of_pixels()
    {
        // Centres of the four new pixels: -1/4, 1/4, 3/4, 5/4 of the old row.
        Assert.Equal([0, 50, 150, 200], new Image(2, 1, 1, [0, 200]).Resize(4, 1).Pixels);
        Assert.Equal([0, 50, 150, 200], new Image(1, 2, 1, [0, 200]).Resize(1, 4).Pixels);
    }

    [Fact]
    public void Shrinking_weighs_every_pixel_by_a_triangle()
    {
        // Half the size: the centre of new pixel 0 is at 0.5, the radius 2; weights of old 0..2: 3/4 3/4 1/4, of 3..: 0
        // at 2.5.
        byte[] shrunk = new Image(4, 1, 1, [70, 140, 210, 35]).Resize(2, 1).Pixels;
        Assert.Equal([(byte)Math.Round(((0.75 * 70) + (0.75 * 140) + (0.25 * 210)) / 1.75),
            (byte)Math.Round(((0.25 * 140) + (0.75 * 210) + (0.75 * 35)) / 1.75)], shrunk);
    }

    [Fact]
    public void A_thin_stroke_fades_but_does_not_vanish_when_shrinking()
    {
        for (int column = 0; column < 64; column++)
        {
            var pixels = new byte[64 * 64];
            for (int y = 0; y < 64; y++) pixels[(y * 64) + column] = 255;
            byte[] row = new Image(64, 64, 1, pixels).Resize(16, 16).Pixels[..16];
            Assert.InRange(row.Sum(sample => sample), 45, 90);   // 255 / 4, a little off at the borders
        }
    }

    [Fact]
    public void Resizing_agrees_with_imagemagick()
    {
        // convert -size 8x8 -depth 8 gray:IN -filter triangle -resize 20x20! and 5x3!, where sample (x, y) = (29 x x +
        // 13 y y + 7 x y) mod 256
        var pixels = new byte[64];
        for (int i = 0; i < 64; i++) pixels[i] = (byte)((29 * (i % 8) * (i % 8)) + (13 * (i / 8) * (i / 8)) + (7 * (i % 8) * (i / 8)));
        var image = new Image(8, 8, 1, pixels);
        Agree(s_imageMagick20x20, image.Resize(20, 20).Pixels);
        Agree(s_imageMagick5x3, image.Resize(5, 3).Pixels);

        static void Agree(byte[] expected, byte[] actual)
        {
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - 1, expected[i] + 1);
        }
    }

    private static readonly byte[] s_imageMagick20x20 = Convert.FromBase64String(
        "AAIOGjdZaDwQQZPQ0tSbTSBQgI0BBBAcOVxrPxNFltLKwo5LJVaHkwYJFiNCZnZLIFOm2Kh4WkE7bZ+sCw8dK0pwgVcuYrbehy8mOFKFuMQYHC" +
        "s6W4KUa0Nhl69tKzBNaH2TmCgsPE1ulqqCWltpblY+T21/bFpVOj5QYX2bq45yYFBHT1dofYNdNy5UWWt+e3JufIqDdWx1fnJfUlZaXG5zh5p6" +
        "STJqoqaZkpymfEIhT36JkI2DemJHO2CEhHhyfYlwSjVQa3K0qHZEQ1FbWFVMQTxIVFtgYFNHQ8KwayY4ZoBfPy8lIS88VG56WTkxioNoTWqZtZ" +
        "V1Z15canlyZV1ncXRSVmV0nM3qy6yfmJamtZFcQXWptm9uamaKvNm8npKMi5ytmXpqi6uzqZ5xRWCTspZ5bmlpe42apKqjnJrLu3s8S3WNcldN" +
        "SUpdcZW/1rGMg6ijjXh0dnBWPDMwM0dbgazEoHx0hYqftJx2VDohGhgcMUZtmrKQbWR9hKTDp3dMNBsTEhYsQWiVroxpYQ==");

    private static readonly byte[] s_imageMagick5x3 = Convert.FromBase64String("KWd3anFxdG1rYIOAVXuQ");

    [Fact]
    public void Transparent_pixels_lend_no_colour_when_resizing()
    {
        // Red beside transparent green: what lies between is half transparent red.
        byte[] mixed = new Image(2, 1, 4, [255, 0, 0, 255, 0, 255, 0, 0]).Resize(1, 1).Pixels;
        Assert.Equal([255, 0, 0, 128], mixed);
    }

    [Fact]
    public void Very_different_shapes_need_no_more_memory_than_the_larger_picture()
    {
        Image wide = new Image(1, 60_000, 1, new byte[60_000]).Resize(60_000, 1);
        Assert.Equal((60_000, 1), (wide.Width, wide.Height));
        Image high = new Image(60_000, 1, 1, new byte[60_000]).Resize(1, 60_000);
        Assert.Equal((1, 60_000), (high.Width, high.Height));
    }

    [Fact]
    public void Padding_puts_a_border_on_every_side()
    {
        Image padded = new Image(2, 1, 1, [5, 6]).Pad(1, 2, 3, 1, value: 9);
        Assert.Equal((6, 4), (padded.Width, padded.Height));
        Assert.Equal([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 5, 6, 9, 9, 9, 9, 9, 9, 9, 9, 9], padded.Pixels);
        Assert.Equal([0, 0, 0, 1, 2, 3], new Image(1, 1, 3, [1, 2, 3]).Pad(1, 0, 0, 0).Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => padded.Pad(0, -1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => padded.Pad(int.MaxValue, 0, int.MaxValue, 0));
    }

    [Fact]
    public void The_negative_keeps_alpha()
    {
        Assert.Equal([255, 155, 0], new Image(3, 1, 1, [0, 100, 255]).Invert().Pixels);
        Assert.Equal([254, 253, 252, 4], new Image(1, 1, 4, [1, 2, 3, 4]).Invert().Pixels);
        Assert.Equal([254, 2], new Image(1, 1, 2, [1, 2]).Invert().Pixels);
    }

    [Fact]
    public void A_part_is_cut_out_with_all_its_channels()
    {
        Image part = new Image(3, 2, 2, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).Crop(1, 0, 2, 2);
        Assert.Equal((2, 2, 2), (part.Width, part.Height, part.Channels));
        Assert.Equal([2, 3, 4, 5, 8, 9, 10, 11], part.Pixels);
    }

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, 0, 4, 1)]
    [InlineData(2, 1, 2, 1)]
    [InlineData(0, 0, 1, 0)]
    public void A_part_beyond_the_picture_is_refused(int left, int top, int width, int height)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Image(3, 2, 1, new byte[6]).Crop(left, top, width, height));
}
