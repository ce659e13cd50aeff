using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>A border of one value.</summary>
public static class PadOp
{
    /// <summary>Puts a tensor into a larger one whose other elements are <paramref name="value"/>.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="before">For each axis, how many indices come before x.</param>
    /// <param name="after">For each axis, how many come after.</param>
    /// <param name="value">Default: 0.</param>
    /// <exception cref="ArgumentException">There is not one width for each axis, or one is negative.</exception>
    public static Tensor Pad(this Tensor x, int[] before, int[] after, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Length != x.Rank || after.Length != x.Rank || before.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue) || after.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue))
        {
            throw new ArgumentException(
                $"Padding of {x.Shape} takes {x.Rank} widths before and after, none negative, but got [{string.Join(", ", before)}] and [{string.Join(", ", after)}].");
        }
        Tensor y = Tensor.Full(Around(x.Shape, before, after), value, x.DType);
        BoxCopy.Put(x, y, before);
        return Tape.Record(y, [x], (x, before, after), static (s, dy) => s.x.AddGradient(Crop(dy, s.before, s.after, s.x.Shape)));
    }

    private static Shape Around(Shape shape, int[] before, int[] after)
    {
        Span<int> lengths = stackalloc int[shape.Rank];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = before[i] + shape[i] + after[i];
        }
        return Shape.Create(lengths);
    }

    private static Tensor Crop(Tensor x, int[] before, int[] after, Shape shape)
        => Tape.Record(BoxCopy.Take(x, before, shape), [x], (x, before, after), static (s, dy) => s.x.AddGradient(dy.Pad(s.before, s.after)));
}
