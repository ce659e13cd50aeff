using System.Runtime.InteropServices;
using Strata.Tensors;

namespace Strata.Serialization;

/// <summary>A tensor's memory as files hold it.</summary>
internal static class TensorBytes
{
    /// <summary>The tensor's elements as bytes, without a copy.</summary>
    internal static Span<byte> Of(Tensor tensor) => tensor.DType switch
    {
        DType.Float32 => MemoryMarshal.AsBytes(tensor.AsSpan<float>()),
        DType.Float64 => MemoryMarshal.AsBytes(tensor.AsSpan<double>()),
        DType.Int32 => MemoryMarshal.AsBytes(tensor.AsSpan<int>()),
        DType.Int64 => MemoryMarshal.AsBytes(tensor.AsSpan<long>()),
        DType.UInt8 => tensor.AsSpan<byte>(),
        _ => MemoryMarshal.AsBytes(tensor.AsSpan<bool>()),
    };
}
