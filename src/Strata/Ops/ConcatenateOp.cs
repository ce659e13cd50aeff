using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Tensors one after the other.</summary>
public static class ConcatenateOp
{
    /// <summary>One tensor of several, joined along an axis that they have.</summary>
    /// <param name="tensors">At least one; of one type, and of one shape but for the axis.</param>
    /// <param name="axis">Default: the first.</param>
    /// <exception cref="ArgumentException">There is none, or they do not fit each other.</exception>
    public static Tensor Concatenate(IReadOnlyList<Tensor> tensors, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count == 0)
        {
            throw new ArgumentException("Concatenate takes at least one tensor.", nameof(tensors));
        }
        Tensor first = tensors[0];
        axis = first.Shape.Axis(axis);
        foreach (Tensor tensor in tensors)
        {
            if (tensor.DType != first.DType || tensor.Rank != first.Rank || tensor.Shape.With(axis, 0) != first.Shape.With(axis, 0))
            {
                throw new ArgumentException(
                    $"Cannot join {first.DType} {first.Shape} and {tensor.DType} {tensor.Shape} along axis {axis}: all but that axis must agree.", nameof(tensors));
            }
        }
        Tensor y = Tensor.Uninitialized(first.Shape.With(axis, tensors.Sum(t => t.Shape[axis])), first.DType);
        int[] start = new int[first.Rank];
        foreach (Tensor tensor in tensors)
        {
            BoxCopy.Put(tensor, y, start);
            start[axis] += tensor.Shape[axis];
        }
        Tensor[] inputs = [.. tensors];
        return Tape.Record(y, inputs, dy =>
        {
            int from = 0;
            foreach (Tensor input in inputs)
            {
                if (input.NeedsGradient)
                {
                    input.AddGradient(dy.Slice(axis, from, input.Shape[axis]));
                }
                from += input.Shape[axis];
            }
        });
    }

    /// <summary>One tensor of several of one shape, along a new axis.</summary>
    /// <param name="tensors">At least one, all of one type and shape.</param>
    /// <param name="axis">Where the new axis comes, from 0 to their rank. Default: the first.</param>
    public static Tensor Stack(IReadOnlyList<Tensor> tensors, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return Concatenate([.. tensors.Select(t => t.Reshape(t.Shape.Insert(axis, 1)))], axis);
    }
}
