using Strata.Tensors;

namespace Strata.Ops;

/// <summary>A set of axes of a shape, and the arithmetic of reducing over them: over one run of neighbouring axes at a time.</summary>
internal readonly struct Axes
{
    private readonly Shape _shape;
    private readonly uint _members; // bit i: axis i

    /// <summary>The given axes; all when none is given.</summary>
    /// <exception cref="ArgumentException">An axis does not exist or is named twice.</exception>
    public Axes(Shape shape, ReadOnlySpan<int> axes)
    {
        _shape = shape;
        _members = axes.IsEmpty ? uint.MaxValue : 0;
        foreach (int axis in axes)
        {
            uint bit = 1u << shape.Axis(axis);
            if ((_members & bit) != 0)
            {
                throw new ArgumentException($"Axis {axis} of {shape} is named twice.", nameof(axes));
            }
            _members |= bit;
        }
    }

    private Axes(Shape shape, uint members)
    {
        _shape = shape;
        _members = members;
    }

    /// <summary>A kernel that reduces [outer, length, inner] to [outer, inner].</summary>
    public delegate void Kernel<T>(ReadOnlySpan<T> x, Span<T> y, int outer, int length, int inner);

    /// <summary>The shape without these axes.</summary>
    public Shape Dropped
    {
        get
        {
            Span<int> lengths = stackalloc int[_shape.Rank];
            int rank = 0;
            for (int i = 0; i < lengths.Length; i++)
            {
                if (!Contains(i))
                {
                    lengths[rank++] = _shape[i];
                }
            }
            return Shape.Create(lengths[..rank]);
        }
    }

    /// <summary>The axes along which <paramref name="small"/> stretches when it is broadcast to <paramref name="shape"/>.</summary>
    public static Axes Stretched(Shape small, Shape shape)
    {
        int lead = shape.Rank - small.Rank;
        uint members = 0;
        for (int i = 0; i < shape.Rank; i++)
        {
            members |= i < lead || (small[i - lead] == 1 && shape[i] != 1) ? 1u << i : 0;
        }
        return new Axes(shape, members);
    }

    /// <summary>Reduces a tensor of the shape over these axes, innermost run first, by the kernel of its type.</summary>
    /// <returns>A new tensor, with these axes of length one and without a history.</returns>
    public Tensor Reduce(Tensor x, Kernel<float> ofFloats, Kernel<double> ofDoubles)
    {
        Span<int> lengths = stackalloc int[x.Rank];
        x.Shape.Lengths.CopyTo(lengths);
        Tensor current = x;
        int axis = x.Rank;
        while (axis > 0)
        {
            int end = axis--;
            if (!Contains(axis))
            {
                continue;
            }
            while (axis > 0 && Contains(axis - 1))
            {
                axis--;
            }
            int outer = Product(lengths[..axis]), length = Product(lengths[axis..end]), inner = Product(lengths[end..]);
            lengths[axis..end].Fill(1);
            Tensor next = Tensor.Uninitialized(Shape.Create(lengths), current.DType);
            if (x.RequireFloatingPoint() == DType.Float32)
            {
                ofFloats(current.AsSpan<float>(), next.AsSpan<float>(), outer, length, inner);
            }
            else
            {
                ofDoubles(current.AsSpan<double>(), next.AsSpan<double>(), outer, length, inner);
            }
            current = next;
        }
        return current == x ? x.Clone() : current;
    }

    private static int Product(ReadOnlySpan<int> lengths)
    {
        int product = 1;
        foreach (int length in lengths)
        {
            product *= length;
        }
        return product;
    }

    private bool Contains(int axis) => (_members >> axis & 1) != 0;
}
