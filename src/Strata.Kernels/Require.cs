namespace Strata.Kernels;

/// <summary>The checks on a kernel's arguments: they run once a call, before any pointer is taken.</summary>
internal static class Require
{
    /// <summary>The span <paramref name="name"/> holds exactly <paramref name="expected"/> elements.</summary>
    /// <exception cref="ArgumentException">It holds more or fewer.</exception>
    public static void Length(int length, long expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The span holds {length} elements, expected {expected}.", name);
        }
    }

    /// <summary>The product of a view's dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public static long View(int outer, int middle, int inner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(outer);
        ArgumentOutOfRangeException.ThrowIfNegative(middle);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        return outer == 0 || middle == 0 || inner == 0 ? 0 : checked((long)outer * middle * inner);
    }
}
