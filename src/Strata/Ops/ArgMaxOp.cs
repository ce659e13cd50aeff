using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Where the largest element lies.</summary>
public static class ArgMaxOp
{
    /// <summary>The index of the largest element along one axis, which is dropped; of equal ones the first, and a NaN counts as the largest.</summary>
    /// <param name="x">Float32 or Float64.</param>
    /// <param name="axis">Default: the innermost.</param>
    /// <returns>Int32.</returns>
    public static Tensor ArgMax(this Tensor x, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = x.Shape.Axis(axis);
        Tensor y = Tensor.Uninitialized(x.Shape.Remove(axis), DType.Int32);
        int outer = x.Shape[..axis].ElementCount, length = x.Shape[axis], inner = x.Shape[(axis + 1)..].ElementCount;
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Reductions.ArgMax<float>(x.AsSpan<float>(), y.AsSpan<int>(), outer, length, inner);
        }
        else
        {
            Reductions.ArgMax<double>(x.AsSpan<double>(), y.AsSpan<int>(), outer, length, inner);
        }
        return y;
    }
}
