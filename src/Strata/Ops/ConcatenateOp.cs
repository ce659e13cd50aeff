using System.Buffers;
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
    public static Tensor Concatenate(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        if (tensors.IsEmpty)
        {
            throw new ArgumentException("Concatenate takes at least one tensor.", nameof(tensors));
        }
        Tensor first = tensors[0];
        axis = first.Shape.Axis(axis);
        int length = 0;
        foreach (Tensor tensor in tensors)
        {
            if (tensor.DType != first.DType || tensor.Rank != first.Rank || tensor.Shape.With(axis, 0) != first.Shape.With(axis, 0))
            {
                throw new ArgumentException(
                    $"Cannot join {first.DType} {first.Shape} and {tensor.DType} {tensor.Shape} along axis {axis}: all but that axis must agree.", nameof(tensors));
            }
            length = checked(length + tensor.Shape[axis]);
        }
        Tensor y = Tensor.Uninitialized(first.Shape.With(axis, length), first.DType);
        Span<int> start = stackalloc int[first.Rank];
        start.Clear();
        foreach (Tensor tensor in tensors)
        {
            BoxCopy.Put(tensor, y, start);
            start[axis] += tensor.Shape[axis];
        }
        return !Tape.IsWanted(tensors) ? y : Tape.Record(y, tensors, (inputs: tensors.ToArray(), axis), static (s, dy) =>
        {
            int from = 0;
            foreach (Tensor input in s.inputs)
            {
                if (input.NeedsGradient)
                {
                    input.AddGradient(dy.Slice(s.axis, from, input.Shape[s.axis]));
                }
                from += input.Shape[s.axis];
            }
        });
    }

    /// <summary>One tensor of several of one shape, along a new axis.</summary>
    /// <param name="tensors">At least one, all of one type and shape.</param>
    /// <param name="axis">Where the new axis comes, from 0 to their rank. Default: the first.</param>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        Tensor[] rows = ArrayPool<Tensor>.Shared.Rent(tensors.Length);
        for (int i = 0; i < tensors.Length; i++)
        {
            rows[i] = tensors[i].Reshape(tensors[i].Shape.Insert(axis, 1));
        }
        Tensor y = Concatenate(rows.AsSpan(0, tensors.Length), axis);
        ArrayPool<Tensor>.Shared.Return(rows, clearArray: true);
        return y;
    }
}
