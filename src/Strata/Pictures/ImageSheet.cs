using Strata.Data;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Pictures;

/// <summary>Many small grey tiles on one sheet: the filters that a first layer has learned, or samples of a generative model.</summary>
public static class ImageSheet
{
    private const byte White = 255, Flat = 128;

    /// <summary>
    /// Draws a grid of tiles, each scaled to its own range: the smallest value black, the largest white, and a tile of one value grey; or all to one range.
    /// </summary>
    /// <param name="tiles">Float32 [tiles, channels, height, width]; every channel becomes a tile of its own, a tile's channels side by side.</param>
    /// <param name="enlarge">Each value becomes a square of this many pixels. Default: 4.</param>
    /// <param name="columns">Tiles in a row, all channels counted. Default: about as many as rows, or one tile's channels where there are several.</param>
    /// <param name="range">What is black and what is white in all tiles, such as 0 and 1 of pictures; what is beyond is as black or as white. Default: each tile's own.</param>
    /// <returns>A grey picture with white gaps between the tiles and around them: one pixel, and a quarter of a square where squares are large.</returns>
    /// <exception cref="ArgumentException">The tensor does not have four axes, or has no elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not from a number to a larger one, or a count is not positive.</exception>
    public static Image Draw(Tensor tiles, int enlarge = 4, int? columns = null, (float Low, float High)? range = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(enlarge, 1);
        if (range is { } given && !(given.Low < given.High && float.IsFinite(given.High - given.Low)))
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, "A range of greys goes from a number to a larger one.");
        }
        if (tiles.Rank != 4 || tiles.Count == 0)
        {
            throw new ArgumentException($"A sheet needs tiles of shape [tiles, channels, height, width] with no length zero, but got {tiles.Shape}.", nameof(tiles));
        }
        int count = tiles.Shape[0] * tiles.Shape[1], height = tiles.Shape[2], width = tiles.Shape[3];
        int across = columns ?? (tiles.Shape[1] > 1 ? tiles.Shape[1] : (int)Math.Ceiling(Math.Sqrt(count)));
        ArgumentOutOfRangeException.ThrowIfLessThan(across, 1, nameof(columns));
        across = Math.Min(across, count);
        int down = (count + across - 1) / across;
        int gap = Math.Max(1, enlarge / 4); // wider than a hair beside large squares, lest it pass for one of them
        int stepX = (width * enlarge) + gap, stepY = (height * enlarge) + gap;
        int sheetWidth = checked((across * stepX) + gap), sheetHeight = checked((down * stepY) + gap);
        var pixels = new byte[checked(sheetWidth * sheetHeight)];
        Array.Fill(pixels, White);
        for (int t = 0; t < count; t++)
        {
            byte[] tile = Grey(tiles.AsSpan<float>().Slice(t * height * width, height * width), range);
            int left = gap + (t % across * stepX), top = gap + (t / across * stepY);
            for (int y = 0; y < height * enlarge; y++)
            {
                for (int x = 0; x < width * enlarge; x++)
                {
                    pixels[((top + y) * sheetWidth) + left + x] = tile[(y / enlarge * width) + (x / enlarge)];
                }
            }
        }
        return new Image(sheetWidth, sheetHeight, 1, pixels);
    }

    private static byte[] Grey(ReadOnlySpan<float> values, (float Low, float High)? range)
    {
        (float low, float high) = range ?? (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        var grey = new byte[values.Length];
        for (int i = 0; i < grey.Length; i++)
        {
            float share = (values[i] - low) / (high - low);
            grey[i] = high > low && float.IsFinite(high - low) && !float.IsNaN(share) ? (byte)((Math.Clamp(share, 0, 1) * byte.MaxValue) + 0.5f) : Flat;
        }
        return grey;
    }
}
