// What a PNG's IHDR chunk says, and the sizes that follow from it.

using System.Buffers.Binary;
using Strata.Serialization;

namespace Strata.Data;

/// <summary>The colour types of PNG, with the format's own numbers.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>A part of a picture that is stored on its own: pixels (X + i·StepX, Y + j·StepY).</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY)
{
    internal int Columns(int width) => width <= X ? 0 : (int)(((long)width - X + StepX - 1) / StepX);

    internal int Rows(int height) => height <= Y ? 0 : (int)(((long)height - Y + StepY - 1) / StepY);
}

internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    internal const int Length = 13;

    private static readonly PngPass[] s_whole = [new(0, 0, 1, 1)];

    /// <summary>Adam M. Costello's interlacing: seven passes, each filling in between the ones before.</summary>
    private static readonly PngPass[] s_adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4),
        new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    internal ReadOnlySpan<PngPass> Passes => Interlaced ? s_adam7 : s_whole;

    /// <summary>Stored samples of a pixel; a palette's index is one.</summary>
    internal int Samples => Colour switch { PngColour.Rgb => 3, PngColour.GreyAlpha => 2, PngColour.Rgba => 4, _ => 1 };

    /// <summary>
    /// The distance between a byte and the same byte of the pixel to its left, as the filters count it.
    /// </summary>
    internal int FilterDistance => Math.Max(1, Samples * Depth / 8);

    /// <summary>Bytes of a row of <paramref name="columns"/> pixels, without its filter byte.</summary>
    internal long RowBytes(int columns) => (((long)columns * Samples * Depth) + 7) / 8;

    /// <summary>
    /// Bytes of all rows of all passes with their filter bytes: what the data must inflate to, exactly.
    /// </summary>
    internal Int128 StoredBytes
    {
        get
        {
            Int128 sum = 0;
            foreach (PngPass pass in Passes)
            {
                int columns = pass.Columns(Width);
                if (columns > 0) sum += (Int128)pass.Rows(Height) * (1 + RowBytes(columns));
            }
            return sum;
        }
    }

    /// <summary>Reads and checks the chunk's 13 bytes, which lie at <paramref name="offset"/> of the file.</summary>
    internal static PngHeader Read(ReadOnlySpan<byte> bytes, string name, long offset)
    {
        if (bytes.Length != Length)
            throw Fault.At(name, offset, $"chunk IHDR has {bytes.Length} bytes; expected {Length}.");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes), height = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (width is 0 or > int.MaxValue) throw Fault.At(name, offset, $"width {width}; expected 1 to 2^31 - 1.");
        if (height is 0 or > int.MaxValue)
            throw Fault.At(name, offset + 4, $"height {height}; expected 1 to 2^31 - 1.");
        var (depth, colour) = (bytes[8], (PngColour)bytes[9]);
        bool valid = colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
            _ => throw Fault.At(name, offset + 9, $"colour type {bytes[9]}; expected 0, 2, 3, 4 or 6."),
        };
        if (!valid)
            throw Fault.At(name, offset + 8,
                $"bit depth {depth} with colour type {bytes[9]}, which PNG does not have.");
        if (bytes[10] != 0) throw Fault.At(name, offset + 10, $"compression method {bytes[10]}; expected 0.");
        if (bytes[11] != 0) throw Fault.At(name, offset + 11, $"filter method {bytes[11]}; expected 0.");
        if (bytes[12] > 1) throw Fault.At(name, offset + 12, $"interlace method {bytes[12]}; expected 0 or 1.");
        return new PngHeader((int)width, (int)height, depth, colour, bytes[12] == 1);
    }
}
