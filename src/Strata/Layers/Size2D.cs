namespace Strata.Layers;

/// <summary>
/// A number of rows and of columns, as of a kernel, a stride or a padding. Written as one number when both are equal, or as a pair:
/// <c>new Conv2D(6, 5, padding: (2, 0))</c>.
/// </summary>
/// <param name="Y">Rows.</param>
/// <param name="X">Columns.</param>
public readonly record struct Size2D(int Y, int X)
{
    /// <summary>As many rows as columns.</summary>
    public static implicit operator Size2D(int both) => new(both, both);

    /// <summary>(rows, columns).</summary>
    public static implicit operator Size2D((int Y, int X) pair) => new(pair.Y, pair.X);

    /// <summary>(rows, columns).</summary>
    public static implicit operator (int Y, int X)(Size2D size) => (size.Y, size.X);

    /// <summary>Rows × columns: <c>5×5</c>.</summary>
    public override string ToString() => $"{Y}×{X}";
}
