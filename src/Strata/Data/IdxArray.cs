// What an IDX file holds: dimensions, element type, and the bytes as they lie in the file.

namespace Strata.Data;

#pragma warning disable CA1720 // An element type is named as the type it is.

/// <summary>The element types of the IDX format; the values are the format's own type codes.</summary>
public enum IdxElementType : byte
{
    /// <summary>Unsigned byte, code 08: the type of MNIST's images and labels.</summary>
    UInt8 = 0x08,

    /// <summary>Signed byte, code 09.</summary>
    Int8 = 0x09,

    /// <summary>16-bit signed integer, big-endian, code 0B.</summary>
    Int16 = 0x0B,

    /// <summary>32-bit signed integer, big-endian, code 0C.</summary>
    Int32 = 0x0C,

    /// <summary>IEEE 754 single precision, big-endian, code 0D.</summary>
    Float32 = 0x0D,

    /// <summary>IEEE 754 double precision, big-endian, code 0E.</summary>
    Float64 = 0x0E,
}

#pragma warning restore CA1720

/// <summary>The content of an IDX file: a row-major array of any rank from 1 to 8.</summary>
public sealed class IdxArray
{
    internal IdxArray(int[] dimensions, IdxElementType elementType, byte[] bytes)
    {
        Dimensions = Array.AsReadOnly(dimensions);
        ElementType = elementType;
        Bytes = bytes;
    }

    /// <summary>The length of each axis, slowest first: [count, height, width] for a file of images.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The type of each element.</summary>
    public IdxElementType ElementType { get; }

    /// <summary>
    /// The elements in file order: row-major, and big-endian where an element has more than one byte. Its length is the
    /// product of the dimensions times the size of an element.
    /// </summary>
    public byte[] Bytes { get; }
}
