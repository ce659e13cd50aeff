// Windows bitmaps (Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER and their relatives): rows from the bottom up, blue before red, rows padded to four bytes.

using System.Numerics;
using Strata.Serialization;

namespace Strata.Data;

/// <summary>Reads BMP pictures.</summary>
public static class Bmp
{
    private const int FileHeader = 14, CoreHeader = 12, InfoHeader = 40;

    /// <summary>
    /// Reads the BMP file at <paramref name="path"/>: 1, 4, 8, 16, 24 or 32 bits a pixel, with a palette or masks, from the bottom up or from the top down.
    /// The picture is RGB, or RGBA where the file has a mask for alpha.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no BMP, is truncated, breaks the format's rules, or is run-length compressed. The message names the file, the offset and the fault. No more
    /// memory is taken than the file justifies.
    /// </exception>
    public static Image Read(string path) => Read(File.ReadAllBytes(path), path);

    internal static Image Read(byte[] file, string name)
    {
        var cursor = new Cursor(file, name);
        if (cursor.UInt16("the signature") != 0x4D42)
        {
            throw Fault.At(name, 0, "not a BMP file: it does not start with BM.");
        }
        cursor.Offset = 10;
        uint data = cursor.UInt32("the place of the pixels");
        uint headerLength = cursor.UInt32("the header's length");
        bool core = headerLength == CoreHeader;
        if (!core && headerLength is < InfoHeader or > 1024)
        {
            throw Fault.At(name, FileHeader, $"a header of {headerLength} bytes; expected {CoreHeader}, or {InfoHeader} and more.");
        }
        long width = core ? cursor.UInt16("the width") : cursor.Int32("the width");
        long height = core ? cursor.UInt16("the height") : cursor.Int32("the height");
        cursor.Offset += 2; // planes, always one
        int bits = cursor.UInt16("the bits of a pixel");
        uint compression = core ? 0 : cursor.UInt32("the compression");
        if (width < 1 || height is 0 or int.MinValue)
        {
            throw Fault.At(name, FileHeader + 4, $"a picture of {width} x {height} pixels.");
        }
        if (compression is 1 or 2 or 4 or 5)
        {
            string kind = compression switch { 1 or 2 => "run-length", 4 => "JPEG", _ => "PNG" };
            throw Fault.At(name, FileHeader + 16, $"the pixels are {kind} compressed, which is not supported. Convert the picture to PNG or to an uncompressed BMP.");
        }
        bool masked = compression is 3 or 6;
        if (compression is not (0 or 3 or 6) || bits is not (1 or 4 or 8 or 16 or 24 or 32) || (masked && bits is not (16 or 32)))
        {
            throw Fault.At(name, FileHeader + 14, $"{bits} bits a pixel with compression {compression}, which BMP does not have.");
        }

        bool topDown = height < 0;
        height = Math.Abs(height);
        long rowBytes = ((width * bits) + 31) / 32 * 4;
        if (data > file.Length || (Int128)rowBytes * height > file.Length - data)
        {
            throw Fault.At(name, file.Length,
                $"{width} x {height} pixels of {bits} bits need {(Int128)rowBytes * height} bytes from offset {data}, but the file has {file.Length} bytes: it is truncated.");
        }
        Layout layout = bits <= 8
            ? new Layout(bits, Palette(file, name, bits, (int)headerLength, core, data))
            : new Layout(bits, Masks(file, name, bits, masked, compression == 6, (int)headerLength));
        int channels = layout.HasAlpha ? 4 : 3;
        if ((Int128)width * height * channels > Array.MaxLength)
        {
            throw Fault.At(name, FileHeader + 4, $"{width} x {height} pixels are more than an array can hold.");
        }
        var pixels = new byte[width * height * channels];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = file.AsSpan((int)(data + (rowBytes * (topDown ? y : height - 1 - y))), (int)rowBytes);
            for (int x = 0; x < width; x++)
            {
                layout.Read(row, x, pixels.AsSpan((int)(((y * width) + x) * channels), channels), name, data);
            }
        }
        return new Image((int)width, (int)height, channels, pixels);
    }

    /// <summary>The palette as BGR triples.</summary>
    private static byte[] Palette(byte[] file, string name, int bits, int headerLength, bool core, uint data)
    {
        int entry = core ? 3 : 4, count = 1 << bits;
        int start = FileHeader + headerLength;
        if (!core)
        {
            var cursor = new Cursor(file, name) { Offset = FileHeader + 32 };
            uint used = cursor.UInt32("the number of colours");
            count = used is 0 ? count : (int)Math.Min(used, (uint)count);
        }
        if (start + (count * entry) > data)
        {
            throw Fault.At(name, start, $"a palette of {count} colours does not fit before the pixels at offset {data}.");
        }
        var palette = new byte[3 * count];
        for (int i = 0; i < count; i++)
        {
            file.AsSpan(start + (i * entry), 3).CopyTo(palette.AsSpan(3 * i));
        }
        return palette;
    }

    /// <summary>Which bits of a pixel are red, green, blue and alpha.</summary>
    private static uint[] Masks(byte[] file, string name, int bits, bool masked, bool alpha, int headerLength)
    {
        if (!masked)
        {
            return bits == 16 ? [0x7C00, 0x03E0, 0x001F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];
        }
        var cursor = new Cursor(file, name) { Offset = FileHeader + InfoHeader };
        uint[] masks = [cursor.UInt32("the red mask"), cursor.UInt32("the green mask"), cursor.UInt32("the blue mask"), 0];
        if (alpha || headerLength >= InfoHeader + 16)
        {
            masks[3] = cursor.UInt32("the alpha mask");
        }
        for (int i = 0; i < masks.Length; i++)
        {
            // One run of bits, inside the pixel.
            uint run = masks[i] == 0 ? 0 : masks[i] >> BitOperations.TrailingZeroCount(masks[i]);
            if ((run & (run + 1)) != 0 || (bits == 16 && masks[i] > ushort.MaxValue) || (run == 0 && i < 3))
            {
                throw Fault.At(name, FileHeader + InfoHeader + (4 * i), $"the mask {masks[i]:X8} is not one run of bits in a pixel of {bits}.");
            }
        }
        return masks;
    }

    /// <summary>How the pixels of a row are stored: numbers of a palette's colours, or bits under masks.</summary>
    private readonly struct Layout
    {
        private readonly int _bits;
        private readonly byte[] _palette = [];
        private readonly uint[] _masks = [];

        internal Layout(int bits, byte[] palette) => (_bits, _palette) = (bits, palette);

        internal Layout(int bits, uint[] masks) => (_bits, _masks) = (bits, masks);

        internal bool HasAlpha => _masks is [_, _, _, not 0];

        internal void Read(ReadOnlySpan<byte> row, int x, Span<byte> pixel, string name, long offset)
        {
            if (_bits <= 8)
            {
                int bit = x % (8 / _bits) * _bits; // the leftmost pixel is in the highest bits
                int index = (row[(int)((long)x * _bits / 8)] >> (8 - _bits - bit)) & ((1 << _bits) - 1);
                if (3 * index >= _palette.Length)
                {
                    throw Fault.At(name, offset, $"a pixel has colour {index} of a palette of {_palette.Length / 3}.");
                }
                ReadOnlySpan<byte> colour = _palette.AsSpan(3 * index, 3);
                (pixel[0], pixel[1], pixel[2]) = (colour[2], colour[1], colour[0]);
                return;
            }
            uint value = 0;
            ReadOnlySpan<byte> bytes = row.Slice(x * (_bits / 8), _bits / 8);
            for (int i = 0; i < bytes.Length; i++)
            {
                value |= (uint)bytes[i] << (8 * i);
            }
            for (int k = 0; k < pixel.Length; k++)
            {
                int shift = BitOperations.TrailingZeroCount(_masks[k]);
                ulong most = _masks[k] >> shift;
                pixel[k] = (byte)(((((value & _masks[k]) >> shift) * 255UL) + (most / 2)) / most);
            }
        }
    }
}
