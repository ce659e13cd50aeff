using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>A range of one axis.</summary>
public static class SliceOp
{
    /// <summary>The indices from <paramref name="start"/> on along one axis. Along the first axis it shares memory with x, elsewhere it is a copy.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="axis">Negative ones count from the innermost.</param>
    /// <param name="start">The first index.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the axis, or there is no such axis.</exception>
    public static Tensor Slice(this Tensor x, int axis, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = x.Shape.Axis(axis);
        int whole = x.Shape[axis];
        if (start < 0 || length < 0 || start > whole - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"The range from {start} of length {length} is not inside axis {axis} of {x.Shape}, which has {whole}.");
        }
        if (length == whole)
        {
            return x;
        }
        Shape shape = x.Shape.With(axis, length);
        return Tape.Record(Take(x, axis, start, shape), [x], (x, axis, start), static (s, dy) =>
        {
            int[] before = new int[dy.Rank], after = new int[dy.Rank];
            before[s.axis] = s.start;
            after[s.axis] = s.x.Shape[s.axis] - s.start - dy.Shape[s.axis];
            s.x.AddGradient(dy.Pad(before, after));
        });
    }

    private static Tensor Take(Tensor x, int axis, int start, Shape shape)
    {
        if (x.Shape[..axis].ElementCount == 1)
        {
            return x.View(shape, start * x.Shape[(axis + 1)..].ElementCount);
        }
        Span<int> from = stackalloc int[x.Rank];
        from.Clear();
        from[axis] = start;
        return BoxCopy.Take(x, from, shape);
    }

    /// <summary>Cuts an axis into consecutive parts.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="axis">Negative ones count from the innermost.</param>
    /// <param name="lengths">The parts' lengths, which must add up to the axis.</param>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static Tensor[] Split(this Tensor x, int axis, params int[] lengths)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(lengths);
        axis = x.Shape.Axis(axis);
        if (lengths.Sum() != x.Shape[axis])
        {
            throw new ArgumentException($"The parts {string.Join(" + ", lengths)} do not add up to axis {axis} of {x.Shape}.", nameof(lengths));
        }
        int start = 0;
        return Array.ConvertAll(lengths, length =>
        {
            start += length;
            return x.Slice(axis, start - length, length);
        });
    }
}
