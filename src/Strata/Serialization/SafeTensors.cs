// The safetensors format (Hugging Face, 2022): the header's length as a little-endian 64-bit integer, a JSON header, then the tensors' bytes.

using System.Buffers.Binary;
using Strata.Tensors;

namespace Strata.Serialization;

/// <summary>
/// Reads and writes safetensors files: named tensors and a map of strings, in a form that many languages read and that can hold no code.
/// </summary>
public static class SafeTensors
{
    /// <summary>Bytes of a header at most, as in the format's reference implementation.</summary>
    internal const int LongestHeader = 100_000_000;

    internal const string MetadataName = "__metadata__";
    private const int LengthSize = sizeof(ulong);

    /// <summary>Writes tensors to a file, which appears whole or not at all. Wider elements come first, so that all of them are aligned.</summary>
    /// <param name="path">Where to write; an existing file is replaced.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Strings to keep with them; by default none.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is named <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        RequireLittleEndian();
        KeyValuePair<string, Tensor>[] ordered = [.. tensors.OrderByDescending(t => t.Value.DType.Size())];
        byte[] header = SafeTensorsHeader.ToJson(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            byte[] length = new byte[LengthSize];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((_, Tensor tensor) in ordered)
            {
                stream.Write(TensorBytes.Of(tensor));
            }
        });
    }

    /// <summary>Reads a file. No more memory is taken than the file's length justifies.</summary>
    /// <returns>The tensors in the file's order, owned by the garbage collector whatever scopes are open, and the metadata.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is truncated or is not in this format; the message names the file, the place and the fault.
    /// </exception>
    public static TensorFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireLittleEndian();
        using FileStream stream = File.OpenRead(path);
        byte[] json = ReadHeader(stream, path);
        SafeTensorsHeader header = SafeTensorsHeader.Parse(json, path, stream.Length - LengthSize - json.Length);
        var tensors = new OrderedDictionary<string, Tensor>(header.Entries.Count, StringComparer.Ordinal);
        using (TensorScope.Suspend())
        {
            foreach (TensorEntry entry in header.Entries)
            {
                Tensor tensor = Tensor.Uninitialized(entry.Shape, entry.DType);
                Span<byte> bytes = TensorBytes.Of(tensor);
                stream.ReadExactly(bytes);
                if (entry.DType == DType.Bool && bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var bad)
                {
                    throw Fault.At(path, LengthSize + json.Length + entry.Begin + bad, $"tensor '{entry.Name}' is BOOL, but holds the byte {bytes[bad]}.");
                }
                tensors.Add(entry.Name, tensor);
            }
        }
        return new TensorFile(tensors, header.Metadata);
    }

    private static byte[] ReadHeader(FileStream stream, string path)
    {
        if (stream.Length < LengthSize)
        {
            throw Fault.At(path, 0, $"not a safetensors file: it has {stream.Length} bytes, and the header's length alone takes {LengthSize}.");
        }
        Span<byte> prefix = stackalloc byte[LengthSize];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader)
        {
            throw Fault.At(path, 0, $"the header claims {length} bytes; at most {LongestHeader} are allowed. Is this a safetensors file?");
        }
        if (length > (ulong)(stream.Length - LengthSize))
        {
            throw Fault.At(path, 0, $"the header claims {length} bytes, but only {stream.Length - LengthSize} follow: the file is truncated.");
        }
        byte[] json = new byte[length];
        stream.ReadExactly(json);
        return json;
    }

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Strata reads and writes tensors on little-endian processors only.");
        }
    }
}
