using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The step from two tensors to a kernel that compares them.</summary>
internal static class Comparison
{
    /// <summary>A kernel that compares element by element.</summary>
    public delegate void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y);

    /// <summary>The mask of a comparison of tensors that broadcast.</summary>
    public static Tensor Of(Tensor a, Tensor b, Kernel<float> ofFloats, Kernel<double> ofDoubles, Kernel<int> ofIntegers)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.DType != b.DType)
        {
            throw new ArgumentException($"Cannot compare {a.DType} {a.Shape} with {b.DType} {b.Shape}. Convert one with To(...).");
        }
        using Tape.PauseScope pause = Tape.Pause();
        Shape shape = Shape.Broadcast(a.Shape, b.Shape);
        Tensor y = Tensor.Uninitialized(shape, DType.Bool);
        switch (a.DType)
        {
            case DType.Float32: ofFloats(a.BroadcastTo(shape).AsSpan<float>(), b.BroadcastTo(shape).AsSpan<float>(), y.AsSpan<bool>()); break;
            case DType.Float64: ofDoubles(a.BroadcastTo(shape).AsSpan<double>(), b.BroadcastTo(shape).AsSpan<double>(), y.AsSpan<bool>()); break;
            case DType.Int32 when a.Shape == b.Shape: ofIntegers(a.AsSpan<int>(), b.AsSpan<int>(), y.AsSpan<bool>()); break;
            default: throw new NotSupportedException($"Comparisons work on floating-point tensors and on Int32 of one shape, not on {a.DType} {a.Shape} and {b.Shape}.");
        }
        return y;
    }
}
