using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>G = D Dᵀ, the products of a dictionary's atoms with each other, in rows that are padded with zeros to whole registers.</summary>
internal readonly unsafe struct AtomProducts
{
    // The widest register holds eight numbers.
    private const int Lanes = 8;

    private readonly double* _rows;

    private AtomProducts(double* rows, int atoms, int width)
    {
        _rows = rows;
        Atoms = atoms;
        Width = width;
    }

    /// <summary>The number of atoms.</summary>
    public int Atoms { get; }

    /// <summary>The length of a row, at least <see cref="Atoms"/>, a multiple of every register's length.</summary>
    public int Width { get; }

    /// <summary>The products of atom <paramref name="j"/> with all.</summary>
    public double* this[int j] => _rows + ((nint)j * Width);

    /// <summary>The squared length of atom <paramref name="j"/>.</summary>
    public double Square(int j) => this[j][j];

    /// <summary>A padded copy, in the calling thread's working memory, of G [atoms, atoms].</summary>
    public static AtomProducts Copy(ReadOnlySpan<double> gram, int atoms)
    {
        int width = Padded(atoms);
        double* rows = Scratch.Rent<double>(ScratchSlot.AtomProducts, (long)atoms * width);
        for (int i = 0; i < atoms; i++)
        {
            var row = new Span<double>(rows + ((nint)i * width), width);
            gram.Slice(i * atoms, atoms).CopyTo(row);
            row[atoms..].Clear();
        }
        return new AtomProducts(rows, atoms, width);
    }

    /// <summary>The next multiple of every register's length.</summary>
    public static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>Writes a row of numbers, padded with zeros, to <paramref name="y"/> [<see cref="Width"/>].</summary>
    public void Pad(double* x, double* y)
    {
        new Span<double>(x, Atoms).CopyTo(new Span<double>(y, Atoms));
        new Span<double>(y + Atoms, Width - Atoms).Clear();
    }
}
