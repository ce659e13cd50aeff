using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Another order of the axes.</summary>
public static class TransposeOp
{
    /// <summary>A copy with the axes in another order: axis i of the result is axis <c>axes[i]</c> of x.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="axes">Each axis once; none given reverses them.</param>
    /// <exception cref="ArgumentException">The axes are not each axis once.</exception>
    public static Tensor Transpose(this Tensor x, params ReadOnlySpan<int> axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rank = x.Rank;
        Span<int> strides = stackalloc int[rank], lengths = stackalloc int[rank], steps = stackalloc int[rank], back = stackalloc int[rank];
        BoxCopy.Strides(x.Shape, strides);
        back.Fill(-1);
        for (int i = 0; i < rank && (axes.IsEmpty || axes.Length == rank); i++)
        {
            int axis = axes.IsEmpty ? rank - 1 - i : x.Shape.Axis(axes[i]);
            (lengths[i], steps[i], back[axis]) = (x.Shape[axis], strides[axis], i);
        }
        if (back.Contains(-1))
        {
            throw new ArgumentException(
                $"A transposition of {x.Shape} names each of its {rank} axes once, but got [{string.Join(", ", axes.ToArray())}].", nameof(axes));
        }
        Tensor y = Tensor.Uninitialized(Shape.Create(lengths), x.DType);
        if (y.Count > 0)
        {
            BoxCopy.Gather(x, 0, steps, y);
        }
        return Tape.IsWanted([x])
            ? Tape.Record(y, [x], (x, back: back.ToArray()), static (s, dy) => s.x.AddGradient(dy.Transpose(s.back)))
            : y;
    }
}
