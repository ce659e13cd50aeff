// The IDX format of the MNIST files (Yann LeCun, 1998): two zero bytes, a type code, the rank, one big-endian 32-bit
// integer for each dimension, then the elements, row-major and big-endian.

using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Strata.Serialization;

namespace Strata.Data;

/// <summary>
/// Reads and writes IDX files, the format of MNIST and its relatives; plain or compressed by gzip, told apart by
/// content.
/// </summary>
public static class IdxFile
{
    private const int MaxRank = 8;

    /// <summary>Reads the IDX file at <paramref name="path"/>, plain or gzip.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not IDX, is truncated or corrupted, has bytes left over, or its header claims more than it holds.
    /// The message names the file, the offset (in the uncompressed content) and the fault. No more memory is taken than
    /// the file justifies.
    /// </exception>
    public static IdxArray Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads IDX, plain or gzip, from the stream's position to its end. The stream stays open.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static IdxArray Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, Fault.NameOf(stream));
    }

    /// <summary>
    /// Writes unsigned bytes as an IDX file, row-major, compressed by gzip if the path ends in <c>.gz</c>. The file
    /// appears whole or not at all.
    /// </summary>
    /// <param name="path">Where to write; an existing file is replaced.</param>
    /// <param name="data">The elements; as many as the product of the dimensions.</param>
    /// <param name="dimensions">The length of each axis, slowest first; 1 to 8 of them.</param>
    /// <exception cref="ArgumentException">
    /// The dimensions do not fit the data, or there are none or too many.
    /// </exception>
    public static void Write(string path, ReadOnlyMemory<byte> data, params int[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Length is 0 or > MaxRank)
            throw new ArgumentException($"An IDX file has 1 to {MaxRank} dimensions; got {dimensions.Length}.",
                nameof(dimensions));
        Int128 count = 1;
        foreach (int dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            count *= dimension;
            if (count > Array.MaxLength) break;
        }
        if (count != data.Length)
            throw new ArgumentException(
                $"Dimensions [{string.Join(", ", dimensions)}] need {count} bytes; got {data.Length}.", nameof(data));

        var header = new byte[4 + 4 * dimensions.Length];
        header[2] = (byte)IdxElementType.UInt8;
        header[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);

        AtomicFile.Write(path, file =>
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true);
                gzip.Write(header);
                gzip.Write(data.Span);
            }
            else
            {
                file.Write(header);
                file.Write(data.Span);
            }
        });
    }

    /// <summary>As <see cref="Read(Stream)"/>, with the name that messages give the stream.</summary>
    internal static IdxArray Read(Stream stream, string name)
    {
        if (!stream.CanSeek)
        {
            // Telling gzip from plain needs to look at two bytes and go back; what arrives here is what the source
            // really holds.
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            copy.Position = 0;
            return Read(copy, name);
        }

        long start = stream.Position;
        bool gzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = start;
        if (!gzip) return new Reader(stream, name, stream.Length - start).Read();
        using var content = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        return new Reader(content, name, length: null).Read();
    }

    /// <summary>
    /// One pass over one file; <paramref name="length"/> is that of the whole content where it is known.
    /// </summary>
    private sealed class Reader(Stream stream, string name, long? length)
    {
        private long _offset;

        internal IdxArray Read()
        {
            byte[] magic = Take(4, "the four bytes of the magic number");
            if (magic[0] != 0 || magic[1] != 0)
                throw Fault.At(name, 0,
                    $"not an IDX file: it starts with {magic[0]:X2} {magic[1]:X2}, expected 00 00.");
            var type = (IdxElementType)magic[2];
            int size = SizeOf(type);
            int rank = magic[3];
            if (rank is 0 or > MaxRank) throw Fault.At(name, 3, $"rank {rank}; expected 1 to {MaxRank}.");

            byte[] header = Take(4 * rank, Plural(rank, "dimension"));
            var dimensions = new int[rank];
            long bytes = size;
            for (int i = 0; i < rank; i++)
            {
                long at = 4 + 4 * i;
                uint dimension = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i));
                if (dimension > int.MaxValue)
                    throw Fault.At(name, at, $"dimension {i} is {dimension}, more than 2^31 - 1.");
                if (dimension != 0 && bytes > Array.MaxLength / dimension)
                    throw Fault.At(name, at, $"dimension {i} ({dimension}) makes the array larger than 2 GiB.");
                dimensions[i] = (int)dimension;
                bytes *= dimension;
            }

            string what = $"the {Group(bytes)} bytes of data that the dimensions [{string.Join(", ", dimensions)}] claim";
            byte[] data = Take((int)bytes, what);
            if (ReadUpTo(1).Length != 0)
                throw Fault.At(name, _offset - 1, $"bytes left over after {what}.");
            return new IdxArray(dimensions, type, data);
        }

        private int SizeOf(IdxElementType type) => type switch
        {
            IdxElementType.UInt8 or IdxElementType.Int8 => 1,
            IdxElementType.Int16 => 2,
            IdxElementType.Int32 or IdxElementType.Float32 => 4,
            IdxElementType.Float64 => 8,
            _ => throw Fault.At(name, 2, $"unknown element type {(byte)type:X2}; expected 08, 09, 0B, 0C, 0D or 0E."),
        };

        private byte[] Take(int count, string what)
        {
            // A plain file's length is known: refuse before a byte is allocated.
            if (length is long whole && whole - _offset < count)
                throw Fault.At(name, whole,
                    $"the file ends {Group(count - (whole - _offset))} bytes too early: it lacks {what}.");
            byte[] taken = ReadUpTo(count);
            if (taken.Length < count)
                throw Fault.At(name, _offset,
                    $"the file ends {Group(count - taken.Length)} bytes too early: it lacks {what}.");
            return taken;
        }

        private byte[] ReadUpTo(int count)
        {
            try
            {
                byte[] bytes = GrowingRead.UpTo(stream, count);
                _offset += bytes.Length;
                return bytes;
            }
            catch (InvalidDataException fault)
            {
                throw Fault.At(name, _offset, $"the gzip data is corrupted: {fault.Message}", fault);
            }
        }

        private static string Plural(int count, string noun) => count == 1 ? $"its 1 {noun}" : $"its {count} {noun}s";

        private static string Group(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
    }
}
