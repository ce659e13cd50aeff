using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>
/// Atoms of length at most 1 for given codes, one atom after the other (Mairal, Bach, Ponce and Sapiro 2009, algorithm 2): with B = AᵀA and C = AᵀX,
/// u = d_j + (c_j - b_j D) / B_jj, d_j = u / max(1, ‖u‖).
/// </summary>
public static unsafe class BlockDescent
{
    /// <summary>Goes through all atoms. One that no code uses (B_jj = 0) stays as it is.</summary>
    /// <param name="codeProducts">B [atoms, atoms].</param>
    /// <param name="sampleProducts">C [atoms, features].</param>
    /// <param name="dictionary">D [atoms, features], overwritten.</param>
    /// <param name="sweeps">How often; one atom's best depends on the others.</param>
    /// <param name="nonNegative">Whether elements of atoms may not be negative: those that would be become zero.</param>
    /// <returns>The largest change of an atom in the last sweep, relative to its length of 1.</returns>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static double Run(
        ReadOnlySpan<double> codeProducts, ReadOnlySpan<double> sampleProducts, Span<double> dictionary, int atoms, int features, int sweeps, bool nonNegative)
    {
        Require.Length(codeProducts.Length, (long)atoms * atoms, nameof(codeProducts));
        Require.Length(sampleProducts.Length, (long)atoms * features, nameof(sampleProducts));
        Require.Length(dictionary.Length, (long)atoms * features, nameof(dictionary));
        double change = 0;
        fixed (double* b = codeProducts, c = sampleProducts, d = dictionary)
        {
            var work = new Work(b, c, d, atoms, features, nonNegative, &change);
            for (int sweep = 0; sweep < sweeps; sweep++)
            {
                change = 0;
                Widest.Run<double, Work>(in work, 0, atoms);
            }
        }
        return Math.Sqrt(change);
    }

    private readonly struct Work(double* b, double* c, double* d, int atoms, int features, bool nonNegative, double* change) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* u = Threading.Scratch.Rent<double>(Threading.ScratchSlot.Code, features);
            for (int j = start; j < end; j++)
            {
                double* row = b + ((nint)j * atoms), atom = d + ((nint)j * features);
                if (!(row[j] > 0))
                {
                    continue;
                }
                new Span<double>(c + ((nint)j * features), features).CopyTo(new Span<double>(u, features));
                for (int k = 0; k < atoms; k++)
                {
                    if (row[k] != 0 && k != j)
                    {
                        Rows.AddScaled<V>(u, d + ((nint)k * features), -row[k], features);
                    }
                }
                double square = 0, scale = 1 / row[j];
                for (int f = 0; f < features; f++)
                {
                    u[f] = nonNegative ? Math.Max(0, u[f] * scale) : u[f] * scale;
                    square += u[f] * u[f];
                }
                double shrink = square > 1 ? 1 / Math.Sqrt(square) : 1, moved = 0;
                for (int f = 0; f < features; f++)
                {
                    double value = u[f] * shrink;
                    moved += (value - atom[f]) * (value - atom[f]);
                    atom[f] = value;
                }
                *change = Math.Max(*change, moved);
            }
        }
    }
}
