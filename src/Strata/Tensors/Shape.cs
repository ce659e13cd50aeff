using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first. Written as a collection expression: <c>[batch, channels, height, width]</c>; <c>[]</c> is a scalar's.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The most axes that a tensor can have.</summary>
    public const int MaxRank = 16;

    private const int Sets = 251, Ways = 4;
    [ThreadStatic] private static int[]?[]? s_lengths;
    private readonly int[]? _lengths;

    private Shape(ReadOnlySpan<int> lengths)
    {
        if (lengths.Length > MaxRank)
        {
            throw new ArgumentException($"A tensor has at most {MaxRank} axes, not {lengths.Length}.", nameof(lengths));
        }
        long count = 1;
        foreach (int length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            count *= length;
            if (count > Array.MaxLength && !lengths.Contains(0))
            {
                throw new ArgumentException(
                    $"A tensor of shape [{string.Join(", ", lengths.ToArray())}] would have more than {Array.MaxLength} elements.", nameof(lengths));
            }
        }
        _lengths = lengths.IsEmpty ? null : Shared(lengths);
        ElementCount = (int)count;
    }

    /// <summary>A shape of the given axis lengths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxRank"/> axes, or there would be more elements than an array can hold.</exception>
    public static Shape Create(params ReadOnlySpan<int> lengths) => new(lengths);

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
    public Shape this[Range range] => new(Lengths[range]);

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
        Span<int> lengths = stackalloc int[Rank];
        Lengths.CopyTo(lengths);
        lengths[Axis(axis)] = length;
        return new Shape(lengths);
    }

    /// <summary>This shape with an axis of <paramref name="length"/> put before axis <paramref name="axis"/> (0 to rank).</summary>
    public Shape Insert(int axis, int length)
    {
        Span<int> lengths = stackalloc int[Rank + 1];
        Lengths[..axis].CopyTo(lengths);
        lengths[axis] = length;
        Lengths[axis..].CopyTo(lengths[(axis + 1)..]);
        return new Shape(lengths);
    }

    /// <summary>The axes of this shape and then those of <paramref name="inner"/>.</summary>
    public Shape Append(params ReadOnlySpan<int> inner)
    {
        Span<int> lengths = stackalloc int[Rank + inner.Length];
        Lengths.CopyTo(lengths);
        inner.CopyTo(lengths[Rank..]);
        return new Shape(lengths);
    }

    /// <summary>This shape without axis <paramref name="axis"/>.</summary>
    public Shape Remove(int axis)
    {
        axis = Axis(axis);
        Span<int> lengths = stackalloc int[Rank - 1];
        Lengths[..axis].CopyTo(lengths);
        Lengths[(axis + 1)..].CopyTo(lengths[axis..]);
        return new Shape(lengths);
    }

    /// <summary>A shape whose axes are all one but for <paramref name="axis"/>: that of one value for each index of this axis, ready to broadcast.</summary>
    internal static Shape Along(int axis, int length, int rank)
    {
        Span<int> lengths = stackalloc int[rank];
        lengths.Fill(1);
        lengths[axis] = length;
        return new Shape(lengths);
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
        Span<int> lengths = stackalloc int[Math.Max(a.Rank, b.Rank)];
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
    public bool Equals(Shape other) => _lengths == other._lengths || Lengths.SequenceEqual(other.Lengths);

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

    // Few shapes come again and again, so an array of lengths that this thread has made before is used again. A full set forgets its oldest: were it always the
    // same place that is taken, two shapes could drive each other out for ever.
    private static int[] Shared(ReadOnlySpan<int> lengths)
    {
        int[]?[] known = s_lengths ??= new int[]?[Sets * Ways];
        uint hash = 0;
        foreach (int length in lengths)
        {
            hash = BitOperations.RotateLeft(hash, 5) ^ (uint)length * 0x9E3779B1;
        }
        Span<int[]?> set = known.AsSpan((int)(hash * 0x85EBCA6B % Sets) * Ways, Ways);
        foreach (int[]? one in set)
        {
            if (one is not null && lengths.SequenceEqual(one))
            {
                return one;
            }
        }
        int[] made = lengths.ToArray();
        set[..^1].CopyTo(set[1..]);
        set[0] = made;
        return made;
    }
}
