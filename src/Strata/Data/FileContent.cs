// A whole file or stream in memory, and a cursor over it that says where it broke off.

using System.Buffers.Binary;
using System.IO.Compression;
using Strata.Serialization;

namespace Strata.Data;

internal static class FileContent
{
    /// <summary>The file's bytes, unpacked if it is gzip, which its first two bytes tell.</summary>
    /// <exception cref="InvalidDataException">The gzip data is corrupted, or unpacks to more than an array can hold.</exception>
    internal static byte[] Read(string path) => Unpack(File.ReadAllBytes(path), path);

    /// <summary>As <see cref="Read"/>, of bytes that are in memory.</summary>
    internal static byte[] Unpack(byte[] file, string name)
    {
        if (file is not [0x1F, 0x8B, ..])
        {
            return file;
        }
        using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        byte[] content;
        bool more;
        try
        {
            content = GrowingRead.UpTo(gzip, Array.MaxLength);
            more = gzip.ReadByte() >= 0;
        }
        catch (InvalidDataException fault)
        {
            throw Fault.At(name, 0, $"the gzip data is corrupted: {fault.Message}", fault);
        }
        return more ? throw Fault.At(name, 0, "the gzip data unpacks to more than 2 GiB.") : content;
    }
}

/// <summary>Reads a file's bytes one after the other.</summary>
internal ref struct Cursor(ReadOnlySpan<byte> bytes, string name)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int Offset { get; set; }

    internal readonly int Left => _bytes.Length - Offset;

    internal ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count < 0 || Left < count)
        {
            throw Fault.At(name, _bytes.Length, $"the file ends too early: {what} needs {count} bytes from offset {Offset}, and {Left} are left.");
        }
        ReadOnlySpan<byte> taken = _bytes.Slice(Offset, count);
        Offset += count;
        return taken;
    }

    internal ushort UInt16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    internal uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    internal int Int32(string what) => BinaryPrimitives.ReadInt32LittleEndian(Take(4, what));
}
