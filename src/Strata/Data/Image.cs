// A picture in memory: 8 bits a sample, rows from the top, channels side by side in each pixel.

namespace Strata.Data;

/// <summary>
/// An 8-bit picture: grey (1 channel), grey and alpha (2), RGB (3) or RGBA (4). Operations return new pictures.
/// </summary>
public sealed class Image
{
    /// <summary>A picture of the given pixels, which are not copied.</summary>
    /// <param name="width">Pixels in a row; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</param>
    /// <param name="pixels">
    /// Samples row by row from the top, the channels of a pixel side by side: [height, width, channels].
    /// </param>
    /// <exception cref="ArgumentException">
    /// The sizes are out of range or do not match the number of samples.
    /// </exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is < 1 or > 4)
            throw new ArgumentOutOfRangeException(nameof(channels), channels,
                "A picture has 1 (grey), 2, 3 (RGB) or 4 channels.");
        ArgumentNullException.ThrowIfNull(pixels);
        Int128 samples = (Int128)width * height * channels;
        if (pixels.Length != samples)
            throw new ArgumentException(
                $"A picture of {width} x {height} with {channels} channels has {samples} samples; got {pixels.Length}.",
                nameof(pixels));
        Width = width;
        Height = height;
        Channels = channels;
        Pixels = pixels;
    }

    /// <summary>Reads a PNG, BMP, PBM, PGM or PPM file; its first bytes tell which it is. See <see cref="Png"/>, <see cref="Bmp"/> and <see cref="Pnm"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another format, such as JPEG; the message says how to convert it.</exception>
    public static Image Read(string path) => ImageFormats.Read(File.ReadAllBytes(path), path);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.</summary>
    public int Channels { get; }

    /// <summary>
    /// The samples, 0 to 255: [height, width, channels], row-major. Alpha is straight: colours are not multiplied by
    /// it.
    /// </summary>
    public byte[] Pixels { get; }

    /// <summary>
    /// The picture as one grey channel: luma Y = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Transparent parts are laid
    /// over white, because transparent drawings are mostly dark ink meant for paper; over black such a digit would
    /// vanish.
    /// </summary>
    public Image ToGrey()
    {
        bool colour = Channels >= 3;
        bool alpha = Channels is 2 or 4;
        var grey = new byte[Width * Height];
        ReadOnlySpan<byte> pixel = Pixels;
        for (int i = 0; i < grey.Length; i++, pixel = pixel[Channels..])
        {
            int luma = colour ? ((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]) + 500) / 1000 : pixel[0];
            if (alpha)
            {
                int opacity = pixel[Channels - 1];
                luma = ((luma * opacity) + (255 * (255 - opacity)) + 127) / 255;
            }
            grey[i] = (byte)luma;
        }
        return new Image(Width, Height, 1, grey);
    }

    /// <summary>The samples channel by channel, [channels, height, width]: as grey (1), or as RGB (3) with transparent parts over white.</summary>
    internal byte[] ToPlanes(int channels)
    {
        if (channels == 1)
        {
            return ToGrey().Pixels;
        }
        bool colour = Channels >= 3, alpha = Channels is 2 or 4;
        int plane = Width * Height;
        var planes = new byte[channels * plane];
        for (int i = 0; i < plane; i++)
        {
            ReadOnlySpan<byte> pixel = Pixels.AsSpan(i * Channels, Channels);
            int opacity = alpha ? pixel[^1] : 255;
            for (int k = 0; k < channels; k++)
            {
                planes[(k * plane) + i] = (byte)(((pixel[colour ? k : 0] * opacity) + (255 * (255 - opacity)) + 127) / 255);
            }
        }
        return planes;
    }

    /// <summary>
    /// The picture at another size, by a triangle filter in each direction: bilinear interpolation when growing, and
    /// when shrinking a weighted mean over all the pixels that a new one covers, so that thin strokes fade instead of
    /// breaking up. Where there is alpha, colours count by their opacity.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is below 1, or the result is larger than an array can be.
    /// </exception>
    public Image Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        CheckSize(width, height);
        return Resampling.Resize(this, width, height);
    }

    /// <summary>The picture with a border of <paramref name="value"/> in every channel on all four sides.</summary>
    /// <param name="left">Columns added on the left; not negative, as the others.</param>
    /// <param name="top">Rows added above.</param>
    /// <param name="right">Columns added on the right.</param>
    /// <param name="bottom">Rows added below.</param>
    /// <param name="value">The value of every new sample, alpha too; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A border is negative, or the result is larger than an array can be.
    /// </exception>
    public Image Pad(int left, int top, int right, int bottom, byte value = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        long wide = (long)left + Width + right, high = (long)top + Height + bottom;
        CheckSize(wide, high);
        int width = (int)wide, height = (int)high;
        var pixels = new byte[width * height * Channels];
        if (value != 0) Array.Fill(pixels, value);
        int row = Width * Channels;
        for (int y = 0; y < Height; y++)
            Pixels.AsSpan(y * row, row).CopyTo(pixels.AsSpan((((top + y) * width) + left) * Channels));
        return new Image(width, height, Channels, pixels);
    }

    /// <summary>A part of the picture.</summary>
    /// <param name="left">The first column of it.</param>
    /// <param name="top">The first row of it.</param>
    /// <param name="width">Columns; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or reaches beyond the picture.</exception>
    public Image Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - top);
        var pixels = new byte[width * height * Channels];
        int row = width * Channels;
        for (int y = 0; y < height; y++)
            Pixels.AsSpan((((top + y) * Width) + left) * Channels, row).CopyTo(pixels.AsSpan(y * row));
        return new Image(width, height, Channels, pixels);
    }

    /// <summary>The negative: every sample becomes 255 minus itself; alpha stays.</summary>
    public Image Invert()
    {
        bool alpha = Channels is 2 or 4;
        var pixels = new byte[Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = alpha && i % Channels == Channels - 1 ? Pixels[i] : (byte)(255 - Pixels[i]);
        return new Image(Width, Height, Channels, pixels);
    }

    private void CheckSize(long width, long height)
    {
        if ((Int128)width * height * Channels > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(width), $"A picture of {width} x {height} with {Channels} channels is larger than an array can be.");
    }
}
