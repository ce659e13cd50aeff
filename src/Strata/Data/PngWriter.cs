// Writes 8-bit PNG, not interlaced, each row with the filter that leaves the smallest differences.

using System.Buffers.Binary;
using System.IO.Compression;

namespace Strata.Data;

internal static class PngWriter
{
    private static readonly PngColour[] s_colours = [PngColour.Grey, PngColour.GreyAlpha, PngColour.Rgb, PngColour.Rgba];

    internal static void Write(Stream stream, Image image)
    {
        stream.Write(PngReader.Signature);
        var header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = (byte)s_colours[image.Channels - 1];
        WriteChunk(stream, "IHDR"u8, header);

        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true)) WriteRows(deflate, image);
        WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteRows(Stream stream, Image image)
    {
        int length = image.Width * image.Channels;
        ReadOnlySpan<byte> above = new byte[length];
        byte[] stored = new byte[1 + length], best = new byte[1 + length];   // the filter's number, then the row
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * length, length);
            long least = long.MaxValue;
            for (int filter = 0; filter < PngFilter.Count; filter++)
            {
                stored[0] = (byte)filter;
                PngFilter.Apply(filter, row, above, image.Channels, stored.AsSpan(1));
                long sum = SumOfDifferences(stored.AsSpan(1));
                if (sum >= least) continue;
                least = sum;
                (stored, best) = (best, stored);
            }
            stream.Write(best);
            above = row;
        }
    }

    /// <summary>
    /// Σ |difference|, each byte taken as signed: the heuristic that the PNG specification recommends (12.8).
    /// </summary>
    private static long SumOfDifferences(ReadOnlySpan<byte> stored)
    {
        long sum = 0;
        foreach (byte difference in stored) sum += Math.Abs((int)(sbyte)difference);
        return sum;
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(data, Crc32.Compute(type)));
        stream.Write(number);
    }
}
