using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The choice by a mask.</summary>
public static class WhereOp
{
    /// <summary>a where the mask is true, elsewhere b; all three broadcast.</summary>
    /// <param name="mask">Bool.</param>
    /// <param name="a">Float32 or Float64.</param>
    /// <param name="b">Of the same type.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Where(this Tensor mask, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(mask);
        DType dtype = Elements.SameFloatingPoint(a, b);
        Shape shape = Shape.Broadcast(mask.Shape, Shape.Broadcast(a.Shape, b.Shape));
        if (mask.Shape != shape)
        {
            mask = mask.To(dtype).BroadcastTo(shape).To(DType.Bool);
        }
        Tensor y = Tensor.Uninitialized(shape, dtype);
        using (Tape.Pause())
        {
            if (dtype == DType.Float32)
            {
                Compare.Select(mask.AsSpan<bool>(), a.BroadcastTo(shape).AsSpan<float>(), b.BroadcastTo(shape).AsSpan<float>(), y.AsSpan<float>());
            }
            else
            {
                Compare.Select(mask.AsSpan<bool>(), a.BroadcastTo(shape).AsSpan<double>(), b.BroadcastTo(shape).AsSpan<double>(), y.AsSpan<double>());
            }
        }
        return Tape.Record(y, [a, b], (a, b, mask), static (s, dy) =>
        {
            Tensor zero = Tensor.Scalar(0, dy.DType);
            s.a.AddBroadcastGradient(s.mask.Where(dy, zero), fresh: true);
            s.b.AddBroadcastGradient(s.mask.Where(zero, dy), fresh: true);
        });
    }
}
