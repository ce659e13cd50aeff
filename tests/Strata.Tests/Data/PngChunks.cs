// Builds PNG files chunk by chunk, right or wrong, for the tests.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Strata.Data;

namespace Strata.Tests.Data;

internal static class PngChunks
{
    internal static byte[] File(params byte[][] chunks) => [.. PngReader.Signature, .. chunks.SelectMany(chunk => chunk)];

    internal static byte[] Chunk(string type, params byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Compute(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    internal static byte[] Header(int width, int height, byte depth, byte colour, byte interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = (depth, colour, interlace);
        return Chunk("IHDR", data);
    }

    /// <summary>An IDAT chunk of the given rows, each with its filter byte, compressed.</summary>
    internal static byte[] ImageData(params byte[] rows)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal)) deflate.Write(rows);
        return Chunk("IDAT", compressed.ToArray());
    }

    internal static byte[] End => Chunk("IEND");

    /// <summary>Makes the checksum of every chunk right again, as far as the lengths still make sense.</summary>
    internal static void FixChecksums(byte[] file)
    {
        for (long offset = 8; file.Length - offset >= 12;)
        {
            Span<byte> chunk = file.AsSpan((int)offset);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - 12) return;
            BinaryPrimitives.WriteUInt32BigEndian(chunk[(8 + (int)length)..], Crc32.Compute(chunk.Slice(4, 4 + (int)length)));
            offset += 12 + length;
        }
    }
}
