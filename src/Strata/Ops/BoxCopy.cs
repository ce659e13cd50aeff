using System.Runtime.InteropServices;
using Strata.Kernels.Layout;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Copies of boxes of elements, whatever their type: only their size matters.</summary>
internal static class BoxCopy
{
    /// <summary>y, of any shape, takes from x what the strides walk through.</summary>
    public static void Gather(Tensor x, int offset, ReadOnlySpan<int> strides, Tensor y)
    {
        Span<byte> from = TensorBytes.Of(x), to = TensorBytes.Of(y);
        ReadOnlySpan<int> shape = y.Shape.Lengths;
        switch (x.DType.Size())
        {
            case 1: StridedCopy.Gather<byte>(from, offset, strides, to, shape); break;
            case 4: StridedCopy.Gather<int>(MemoryMarshal.Cast<byte, int>(from), offset, strides, MemoryMarshal.Cast<byte, int>(to), shape); break;
            default: StridedCopy.Gather<long>(MemoryMarshal.Cast<byte, long>(from), offset, strides, MemoryMarshal.Cast<byte, long>(to), shape); break;
        }
    }

    /// <summary>Puts x into the box of y that begins at <paramref name="start"/>.</summary>
    public static void Put(Tensor x, Tensor y, ReadOnlySpan<int> start)
    {
        Span<byte> from = TensorBytes.Of(x), to = TensorBytes.Of(y);
        ReadOnlySpan<int> shape = x.Shape.Lengths;
        Span<int> strides = stackalloc int[y.Rank];
        Strides(y.Shape, strides);
        int offset = Offset(strides, start);
        switch (x.DType.Size())
        {
            case 1: StridedCopy.Scatter<byte>(from, to, offset, strides, shape); break;
            case 4: StridedCopy.Scatter<int>(MemoryMarshal.Cast<byte, int>(from), MemoryMarshal.Cast<byte, int>(to), offset, strides, shape); break;
            default: StridedCopy.Scatter<long>(MemoryMarshal.Cast<byte, long>(from), MemoryMarshal.Cast<byte, long>(to), offset, strides, shape); break;
        }
    }

    /// <summary>The box of x of the given shape that begins at <paramref name="start"/>.</summary>
    public static Tensor Take(Tensor x, ReadOnlySpan<int> start, Shape shape)
    {
        Span<int> strides = stackalloc int[x.Rank];
        Strides(x.Shape, strides);
        Tensor y = Tensor.Uninitialized(shape, x.DType);
        if (y.Count > 0)
        {
            Gather(x, Offset(strides, start), strides, y);
        }
        return y;
    }

    /// <summary>Elements from one index to the next along each axis.</summary>
    public static void Strides(Shape shape, Span<int> strides)
    {
        int stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }
    }

    private static int Offset(ReadOnlySpan<int> strides, ReadOnlySpan<int> start)
    {
        int offset = 0;
        for (int i = 0; i < strides.Length; i++)
        {
            offset += strides[i] * start[i];
        }
        return offset;
    }
}
