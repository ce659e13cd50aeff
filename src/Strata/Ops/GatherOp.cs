using Strata.Autograd;
using Strata.Kernels.Layout;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Entries of the first axis by number.</summary>
public static class GatherOp
{
    /// <summary>x[indices[0]], x[indices[1]], … stacked: [rows, ...] and [n] → [n, ...].</summary>
    /// <param name="x">At least one axis, any type.</param>
    /// <param name="indices">Int32 [n]; an index may occur often, and the gradients of its rows then add up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of the first axis.</exception>
    /// <exception cref="ArgumentException">The indices are not Int32 of one axis, or x is a scalar.</exception>
    public static Tensor Gather(this Tensor x, Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        if (x.Rank == 0 || indices.DType != DType.Int32 || indices.Rank != 1)
        {
            throw new ArgumentException($"Gather takes [rows, ...] and Int32 indices [n], but got {x.Shape} and {indices.DType} {indices.Shape}.");
        }
        Tensor y = Tensor.Uninitialized(x.Shape.With(0, indices.Count), x.DType);
        int width = x.Shape[1..].ElementCount * x.DType.Size();
        Rows.Gather<byte>(TensorBytes.Of(x), indices.AsSpan<int>(), TensorBytes.Of(y), x.Shape[0], width);
        return Tape.Record(y, [x], (x, indices), static (s, dy) => s.x.AddGradient(ScatterAdd(dy, s.indices, s.x.Shape)));
    }

    // Zeros of the given shape, and every row of y added at its index.
    private static Tensor ScatterAdd(Tensor y, Tensor indices, Shape shape)
    {
        Tensor x = Tensor.Zeros(shape, y.DType);
        int width = shape[1..].ElementCount;
        if (y.DType == DType.Float32)
        {
            Rows.ScatterAdd<float>(y.AsSpan<float>(), indices.AsSpan<int>(), x.AsSpan<float>(), shape[0], width);
        }
        else
        {
            Rows.ScatterAdd<double>(y.AsSpan<double>(), indices.AsSpan<int>(), x.AsSpan<double>(), shape[0], width);
        }
        return Tape.Record(x, [y], (y, indices), static (s, dx) => s.y.AddGradient(dx.Gather(s.indices)));
    }
}
