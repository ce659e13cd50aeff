using System.Buffers;
using System.Numerics.Tensors;

namespace Strata.Tensors;

/// <summary>The memory of a dense <see cref="System.Numerics.Tensors.Tensor{T}"/>, without a copy.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class DotNetTensorMemory<T> : MemoryManager<T>
{
    private readonly Tensor<T> _tensor;

    public DotNetTensorMemory(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!tensor.IsDense)
        {
            throw new ArgumentException("The tensor is a strided view; make it dense first (Tensor.Create with its elements).", nameof(tensor));
        }
        _tensor = tensor;
    }

    public override Span<T> GetSpan() => _tensor.TryGetSpan(new nint[_tensor.Rank], checked((int)_tensor.FlattenedLength), out Span<T> span)
        ? span
        : throw new InvalidOperationException("The .NET tensor does not give out its memory as one span.");

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Pin the .NET tensor itself.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
