// The element types of NumPy that tensors can hold, or that convert to one.

using System.Runtime.InteropServices;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <param name="Kind">NumPy's letter and size: f4.</param>
/// <param name="Size">Bytes of an element in the file.</param>
/// <param name="DType">What it becomes.</param>
/// <param name="BigEndian">Whether the highest byte comes first.</param>
internal sealed record NpyType(string Kind, int Size, DType DType, bool BigEndian)
{
    private static readonly (string Kind, DType DType)[] s_types =
    [
        ("f4", DType.Float32), ("f8", DType.Float64), ("i4", DType.Int32), ("i8", DType.Int64), ("u1", DType.UInt8), ("b1", DType.Bool),
        ("f2", DType.Float32), ("i1", DType.Int32), ("i2", DType.Int32), ("u2", DType.Int32), ("u4", DType.Int64), ("u8", DType.Int64),
    ];

    /// <summary>The type that a header's code, as <c>&lt;f4</c>, stands for.</summary>
    internal static NpyType Of(string code, Func<string, Exception> unknown)
    {
        bool ordered = code.Length > 0 && code[0] is '<' or '>' or '|' or '=';
        string kind = ordered ? code[1..] : code;
        int index = Array.FindIndex(s_types, t => t.Kind == kind);
        return index >= 0
            ? new NpyType(kind, kind[1] - '0', s_types[index].DType, code[0] == '>')
            : throw unknown(kind.StartsWith('O')
                ? "Python objects; reading them would run code, so they are not read. Save an array of numbers."
                : $"which a tensor cannot hold; expected {string.Join(", ", s_types.Select(t => t.Kind))}.");
    }

    /// <summary>The code that NumPy gives a tensor's type.</summary>
    internal static string NameOf(DType dtype) => (dtype.Size() == 1 ? "|" : "<") + s_types.First(t => t.DType == dtype).Kind;

    /// <summary>The elements, which may be overwritten, as a tensor.</summary>
    internal Tensor ToTensor(byte[] data, Shape shape, string name, long offset)
    {
        if (BigEndian)
        {
            Reverse(data);
        }
        Tensor tensor = Tensor.Uninitialized(shape, DType);
        switch (Kind)
        {
            case "f2": Convert<Half, float>(data, tensor, x => (float)x); break;
            case "i1": Convert<sbyte, int>(data, tensor, x => x); break;
            case "i2": Convert<short, int>(data, tensor, x => x); break;
            case "u2": Convert<ushort, int>(data, tensor, x => x); break;
            case "u4": Convert<uint, long>(data, tensor, x => x); break;
            case "u8":
                int large = MemoryMarshal.Cast<byte, ulong>(data).IndexOfAnyInRange((ulong)long.MaxValue + 1, ulong.MaxValue);
                if (large >= 0)
                {
                    throw Fault.At(name, offset + (8L * large), $"element {large} is above 2^63 - 1, more than an Int64 holds.");
                }
                Convert<ulong, long>(data, tensor, x => (long)x);
                break;
            case "b1" when data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var bad:
                throw Fault.At(name, offset + bad, $"a truth value is the byte {data[bad]}; expected 0 or 1.");
            default: data.CopyTo(TensorBytes.Of(tensor)); break;
        }
        return tensor;
    }

    private static void Convert<TFrom, TTo>(byte[] data, Tensor tensor, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        ReadOnlySpan<TFrom> from = MemoryMarshal.Cast<byte, TFrom>(data);
        Span<TTo> to = tensor.AsSpan<TTo>();
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }

    private void Reverse(byte[] data)
    {
        for (int i = 0; Size > 1 && i < data.Length; i += Size)
        {
            data.AsSpan(i, Size).Reverse();
        }
    }
}
