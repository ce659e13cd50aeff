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
    public static Tensor Transpose(this Tensor x, params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        int[] order = axes.Length == 0 ? [.. Enumerable.Range(0, x.Rank).Reverse()] : Array.ConvertAll(axes, x.Shape.Axis);
        if (order.Length != x.Rank || order.Distinct().Count() != x.Rank)
        {
            throw new ArgumentException($"A transposition of {x.Shape} names each of its {x.Rank} axes once, but got [{string.Join(", ", axes)}].", nameof(axes));
        }
        int[] strides = BoxCopy.Strides(x.Shape);
        Tensor y = Tensor.Uninitialized([.. order.Select(axis => x.Shape[axis])], x.DType);
        if (y.Count > 0)
        {
            BoxCopy.Gather(x, 0, Array.ConvertAll(order, axis => strides[axis]), y);
        }
        int[] back = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            back[order[i]] = i;
        }
        return Tape.Record(y, [x], dy => x.AddGradient(dy.Transpose(back)));
    }
}
