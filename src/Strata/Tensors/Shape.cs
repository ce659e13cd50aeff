using System.Runtime.CompilerServices;

namespace Strata.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first. Written as a collection expression: <c>[batch, channels, height, width]</c>; <c>[]</c> is a scalar's.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? _lengths;

    private Shape(int[] lengths)
    {
        long count = 1;
        foreach (int length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            count *= length;
            if (count > Array.MaxLength && !lengths.Contains(0))
            {
                throw new ArgumentException(
                    $"A tensor of shape [{string.Join(", ", lengths)}] would have more than {Array.MaxLength} elements.", nameof(lengths));
            }
        }
        _lengths = lengths;
        ElementCount = (int)count;
        if (lengths.Length == 0)
        {
            _lengths = null;
        }
    }

    /// <summary>A shape of the given axis lengths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">There would be more elements than an array can hold.</exception>
    public static Shape Create(params ReadOnlySpan<int> lengths) => new(lengths.ToArray());

    /// <summary>The number of axes; zero for a scalar.</summary>
    public int Rank => _lengths?.Length ?? 0;

    /// <summary>The number of elements; one for a scalar. (Not named Count: a collection expression would take it for the number of axes.)</summary>
    public int ElementCount { get => _lengths is null ? 1 : field; }

    /// <summary>The lengths as a span.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>The length of one axis. An index such as <c>^1</c> counts from the innermost.</summary>
    public int this[Index axis] => _lengths is { } lengths && axis.GetOffset(lengths.Length) is >= 0 and var i && i < lengths.Length
        ? lengths[i]
        : throw new ArgumentOutOfRangeException(nameof(axis), $"Shape {this} has no axis {axis}.");

    /// <summary>The shape of the axes in <paramref name="range"/>.</summary>
    public Shape this[Range range] => new(Lengths[range].ToArray());

    /// <summary>Turns an axis that may count from the end (-1 is the innermost) into one that counts from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape has no such axis.</exception>
    public int Axis(int axis)
    {
        int positive = axis < 0 ? axis + Rank : axis;
        return positive >= 0 && positive < Rank
            ? positive
            : throw new ArgumentOutOfRangeException(nameof(axis), $"Shape {this} has no axis {axis}.");
    }

    /// <summary>This shape with the axis at <paramref name="axis"/> set to <paramref name="length"/>.</summary>
    public Shape With(int axis, int length)
    {
        int[] lengths = Lengths.ToArray();
        lengths[Axis(axis)] = length;
        return new Shape(lengths);
    }

    /// <summary>This shape with an axis of <paramref name="length"/> put before axis <paramref name="axis"/> (0 to rank).</summary>
    public Shape Insert(int axis, int length) => [.. Lengths[..axis], length, .. Lengths[axis..]];

    /// <summary>This shape without axis <paramref name="axis"/>.</summary>
    public Shape Remove(int axis)
    {
        axis = Axis(axis);
        return [.. Lengths[..axis], .. Lengths[(axis + 1)..]];
    }

    /// <summary>
    /// The shape that two shapes broadcast to: axes are aligned at the innermost, and an axis of length one stretches.
    /// </summary>
    /// <exception cref="ArgumentException">Two axes differ and neither is one.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a == b)
        {
            return a;
        }
        int[] lengths = new int[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= lengths.Length; i++)
        {
            int la = i <= a.Rank ? a[^i] : 1;
            int lb = i <= b.Rank ? b[^i] : 1;
            lengths[^i] = la == lb || lb == 1 ? la : la == 1 ? lb : throw new ArgumentException(
                $"Shapes {a} and {b} do not broadcast: axis {-i} is {la} in one and {lb} in the other; it must be equal or one.");
        }
        return new Shape(lengths);
    }

    /// <summary>Enumerates the lengths.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => Lengths.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int length in Lengths)
        {
            hash.Add(length);
        }
        return hash.ToHashCode();
    }

    /// <summary>True when all axes agree.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>True when an axis differs.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>The lengths in brackets: <c>[60, 1, 28, 28]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Lengths.ToArray())}]";
}
