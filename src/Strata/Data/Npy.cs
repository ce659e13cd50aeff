// NumPy's array file (numpy.lib.format, versions 1 to 3): a magic string, a Python dictionary with type, order and shape as text, then the elements.

using System.Buffers.Binary;
using System.Text;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Reads and writes NumPy's .npy files.</summary>
public static class Npy
{
    private const int Alignment = 64, MagicLength = 8, LongestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>
    /// Reads the array of the .npy file at <paramref name="path"/>, of either byte order, row-major or column-major. float32, float64, int32, int64, uint8 and bool
    /// are read as they are, float16 as float32, int8, int16 and uint16 as int32, uint32 and uint64 as int64.
    /// </summary>
    /// <returns>A tensor that the garbage collector owns, whatever scopes are open.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no .npy file, is truncated, has bytes left over, or holds another type (Python objects among them, which would run code). The message names the
    /// file, the offset and the fault. No more memory is taken than the file justifies.
    /// </exception>
    public static Tensor Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, stream.Length);
    }

    /// <summary>Writes a tensor as a row-major .npy file, which appears whole or not at all.</summary>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor));
    }

    /// <summary>As <see cref="Read(string)"/>, from a stream that cannot seek, perhaps, and claims to be <paramref name="length"/> bytes long.</summary>
    internal static Tensor Read(Stream stream, string name, long length)
    {
        NpyHeader header = ReadHeader(stream, name);
        string shape = $"[{string.Join(", ", header.Shape)}]";
        if (header.Count * header.Type.Size > Array.MaxLength)
        {
            throw Fault.At(name, MagicLength, $"the shape {shape} of {header.Type.Size}-byte elements is larger than a tensor can be.");
        }
        int bytes = header.Shape.Contains(0) ? 0 : (int)header.Count * header.Type.Size;
        if (bytes > length - header.Length)
        {
            throw Fault.At(name, length, $"the shape {shape} of {header.Type.Size}-byte elements needs {bytes} bytes from offset {header.Length}: the file is truncated.");
        }
        byte[] data = GrowingRead.UpTo(stream, bytes);
        if (data.Length < bytes)
        {
            throw Fault.At(name, header.Length + data.Length, $"the elements need {bytes} bytes, but only {data.Length} follow: the file is truncated.");
        }
        if (stream.ReadByte() >= 0)
        {
            throw Fault.At(name, header.Length + bytes, $"bytes left over after the {bytes} that the shape {shape} needs.");
        }
        using (TensorScope.Suspend())
        {
            int[] lengths = header.FortranOrder ? [.. header.Shape.Reverse()] : header.Shape;
            Tensor tensor = header.Type.ToTensor(data, Shape.Create(lengths), name, header.Length);
            return header.FortranOrder && lengths.Length > 1 ? tensor.Transpose() : tensor;
        }
    }

    internal static void Write(Stream stream, Tensor tensor)
    {
        string lengths = string.Concat(tensor.Shape.Lengths.ToArray().Select(n => $"{n}, ")).TrimEnd();
        if (tensor.Rank > 1)
        {
            lengths = lengths.TrimEnd(',');
        }
        string text = $"{{'descr': '{NpyType.NameOf(tensor.DType)}', 'fortran_order': False, 'shape': ({lengths}), }}";
        int padded = (MagicLength + 2 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        text = text.PadRight(padded - MagicLength - 2 - 1) + "\n";
        stream.Write(Magic);
        stream.Write([1, 0, (byte)text.Length, (byte)(text.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Write(TensorBytes.Of(tensor));
    }

    /// <summary>The header alone; the stream then stands at the first element.</summary>
    internal static NpyHeader ReadHeader(Stream stream, string name)
    {
        byte[] start = GrowingRead.UpTo(stream, MagicLength);
        if (!start.AsSpan().StartsWith(Magic))
        {
            throw Fault.At(name, 0, "not an .npy file: it does not start with \\x93NUMPY.");
        }
        if (start.Length < MagicLength || start[6] is < 1 or > 3)
        {
            throw Fault.At(name, 6, start.Length < MagicLength ? "the file ends in its first bytes." : $"version {start[6]}; expected 1, 2 or 3.");
        }
        int prefix = start[6] == 1 ? 2 : 4;
        byte[] count = GrowingRead.UpTo(stream, prefix);
        if (count.Length < prefix)
        {
            throw Fault.At(name, MagicLength, "the file ends in the length of its header.");
        }
        uint length = prefix == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(count) : BinaryPrimitives.ReadUInt32LittleEndian(count);
        if (length > LongestHeader)
        {
            throw Fault.At(name, MagicLength, $"a header of {length} bytes; at most {LongestHeader} are read.");
        }
        byte[] text = GrowingRead.UpTo(stream, (int)length);
        return text.Length == length
            ? NpyHeader.Parse(Encoding.Latin1.GetString(text), name, MagicLength + prefix)
            : throw Fault.At(name, MagicLength + prefix, $"the header claims {length} bytes, but only {text.Length} follow: the file is truncated.");
    }
}
