using Strata.Data;
using Strata.Pictures;
using Strata.Tensors;

namespace Strata.Tests.Pictures;

public class ImageSheetTests
{
    [Fact]
    public void Tiles_are_scaled_each_to_its_own_range_and_parted_by_white_gaps()
    {
        // Three tiles of 1 × 2: rising, falling and flat, on a sheet of two columns.
        Tensor tiles = Tensor.Wrap([0f, 1f, -5f, -7f, 3f, 3f], [3, 1, 1, 2]);
        Image sheet = ImageSheet.Draw(tiles, enlarge: 1);
        Assert.Equal((7, 5, 1), (sheet.Width, sheet.Height, sheet.Channels));
        byte[] expected =
        [
            255, 255, 255, 255, 255, 255, 255,
            255, 0, 255, 255, 255, 0, 255,
            255, 255, 255, 255, 255, 255, 255,
            255, 128, 128, 255, 255, 255, 255,
            255, 255, 255, 255, 255, 255, 255,
        ];
        Assert.Equal(expected, sheet.Pixels);
    }

    [Fact]
    public void Values_become_squares_and_channels_stand_in_a_row()
    {
        Tensor tiles = Tensor.Wrap([0f, 1f, 1f, 0f], [1, 2, 1, 2]);
        Image sheet = ImageSheet.Draw(tiles, enlarge: 2);
        Assert.Equal((11, 4), (sheet.Width, sheet.Height));
        byte[] row = [255, 0, 0, 255, 255, 255, 255, 255, 0, 0, 255];
        Assert.Equal(row, sheet.Pixels[11..22]);
        Assert.Equal(row, sheet.Pixels[22..33]);
    }

    [Fact]
    public void A_given_range_is_that_of_all_tiles()
    {
        Tensor tiles = Tensor.Wrap([0f, 0.2f, -1f, 2f, 1f, float.NaN], [3, 1, 1, 2]);
        byte[] pixels = ImageSheet.Draw(tiles, enlarge: 1, columns: 3, range: (0, 1)).Pixels;
        Assert.Equal<byte>([255, 0, 51, 255, 0, 255, 255, 255, 128, 255], pixels[10..20]);
    }

    [Fact]
    public void A_range_that_is_none_is_refused()
        => Assert.StartsWith("A range of greys goes from a number to a larger one.",
            Assert.Throws<ArgumentOutOfRangeException>(() => ImageSheet.Draw(Tensor.Zeros([1, 1, 1, 2]), range: (1, 1))).Message);

    [Fact]
    public void A_tile_with_a_value_that_is_not_finite_is_grey()
        => Assert.Equal(128, ImageSheet.Draw(Tensor.Wrap([0f, float.NaN], [1, 1, 1, 2]), enlarge: 1).Pixels[5]);

    [Fact]
    public void Another_shape_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => ImageSheet.Draw(Tensor.Zeros([3, 4])));
        Assert.Contains("[tiles, channels, height, width]", fault.Message);
        Assert.Contains("got [3, 4]", fault.Message);
    }
}
