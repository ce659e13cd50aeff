using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The arithmetic of reducing over any set of axes by reducing over one run of neighbouring axes at a time.</summary>
internal static class Axes
{
    /// <summary>A kernel that reduces [outer, length, inner] to [outer, inner].</summary>
    public delegate void Kernel<T>(ReadOnlySpan<T> x, Span<T> y, int outer, int length, int inner);

    /// <summary>Which axes are to be reduced; all when <paramref name="axes"/> is null.</summary>
    /// <exception cref="ArgumentException">An axis does not exist or is named twice.</exception>
    public static bool[] Mark(Shape shape, int[]? axes)
    {
        bool[] marked = new bool[shape.Rank];
        if (axes is null)
        {
            Array.Fill(marked, true);
            return marked;
        }
        foreach (int axis in axes)
        {
            int positive = shape.Axis(axis);
            if (marked[positive])
            {
                throw new ArgumentException($"Axis {axis} of {shape} is named twice.", nameof(axes));
            }
            marked[positive] = true;
        }
        return marked;
    }

    /// <summary>The shape with reduced axes of length one.</summary>
    public static Shape Kept(Shape shape, bool[] reduced)
        => [.. Enumerable.Range(0, shape.Rank).Select(i => reduced[i] ? 1 : shape[i])];

    /// <summary>The shape without the reduced axes.</summary>
    public static Shape Dropped(Shape shape, bool[] reduced)
        => [.. Enumerable.Range(0, shape.Rank).Where(i => !reduced[i]).Select(i => shape[i])];

    /// <summary>
    /// Reduces the marked axes, innermost run first, by the kernel of the tensor's type.
    /// </summary>
    public static Tensor Reduce(Tensor x, bool[] reduced, Kernel<float> ofFloats, Kernel<double> ofDoubles)
    {
        Tensor current = x;
        int axis = x.Rank;
        while (axis > 0)
        {
            int end = axis--;
            if (!reduced[axis])
            {
                continue;
            }
            while (axis > 0 && reduced[axis - 1])
            {
                axis--;
            }
            int outer = current.Shape[..axis].ElementCount, length = current.Shape[axis..end].ElementCount, inner = current.Shape[end..].ElementCount;
            Tensor next = Tensor.Uninitialized([outer, inner], current.DType);
            if (x.RequireFloatingPoint() == DType.Float32)
            {
                ofFloats(current.AsSpan<float>(), next.AsSpan<float>(), outer, length, inner);
            }
            else
            {
                ofDoubles(current.AsSpan<double>(), next.AsSpan<double>(), outer, length, inner);
            }
            int[] lengths = current.Shape.Lengths.ToArray();
            Array.Fill(lengths, 1, axis, end - axis);
            current = next.View(Shape.Create(lengths));
        }
        return current == x ? x.Clone() : current;
    }
}
