using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>
/// Orthogonal matching pursuit (Pati, Rezaiifar and Krishnaprasad 1993) with a Cholesky factor that grows (Rubinstein, Zibulevsky and Elad 2008): the atom that explains most
/// of what is left joins, then all coefficients are fitted again by least squares, until enough atoms are in or little enough is left.
/// </summary>
public static unsafe class MatchingPursuit
{
    private const int SamplesPerSlice = 32;

    // What rounding leaves of a sample that has been explained altogether.
    private const double Negligible = 1e-14;

    /// <summary>Finds the codes of samples.</summary>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="products">Q = X Dᵀ [samples, atoms].</param>
    /// <param name="squares">‖x‖² [samples].</param>
    /// <param name="codes">[samples, atoms], overwritten.</param>
    /// <param name="most">The most atoms of a code.</param>
    /// <param name="residual">Codes stop where ‖x - Dᵀa‖² is not above this.</param>
    /// <param name="nonNegative">
    /// Whether coefficients may not be negative: atoms with a negative product do not join, and those whose coefficient would become negative leave (Lawson and Hanson 1974).
    /// </param>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static void Solve(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, ReadOnlySpan<double> squares, Span<double> codes, int samples, int atoms, int most, double residual,
        bool nonNegative)
    {
        Require.Length(gram.Length, (long)atoms * atoms, nameof(gram));
        Require.Length(products.Length, (long)samples * atoms, nameof(products));
        Require.Length(squares.Length, samples, nameof(squares));
        Require.Length(codes.Length, (long)samples * atoms, nameof(codes));
        AtomProducts copy = AtomProducts.Copy(gram, atoms);
        fixed (double* q = products, x2 = squares, a = codes)
        {
            Ranges.For<double, Widest, Work>(samples, SamplesPerSlice, new Work(copy, q, x2, a, Math.Min(most, atoms), residual, nonNegative));
        }
    }

    private readonly struct Work(AtomProducts gram, double* q, double* squares, double* codes, int most, double residual, bool nonNegative) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* memory = Scratch.Rent<double>(ScratchSlot.Code, (4L * gram.Width) + (3L * most) + Cholesky.Size(most));
            for (int i = start; i < end; i++)
            {
                Pursue<V>(q + ((nint)i * gram.Atoms), squares[i], codes + ((nint)i * gram.Atoms), memory);
            }
        }

        private void Pursue<V>(double* products, double square, double* code, double* memory)
            where V : struct, IVector<V, double>
        {
            double* c = memory, weights = c + gram.Width, row = weights + gram.Width, values = row + gram.Width;
            int* active = (int*)(values + most);
            var factor = new Cholesky(values + (2 * most), most);
            new Span<double>(code, gram.Atoms).Clear();
            gram.Pad(products, c);
            // 1 / ‖d‖² of the atoms that may join, 0 of the others
            for (int j = 0; j < gram.Atoms; j++)
            {
                weights[j] = gram.Square(j) > 0 ? 1 / gram.Square(j) : 0;
            }
            int count = 0;
            double left = square;
            while (count < most && left > Math.Max(residual, Negligible * square))
            {
                int best = Best(c, weights);
                if (best < 0)
                {
                    break;
                }
                weights[best] = 0;
                for (int i = 0; i < count; i++)
                {
                    row[i] = gram[best][active[i]];
                }
                if (!factor.Append<V>(row, gram.Square(best)))
                {
                    continue; // it depends on those that are in
                }
                active[count++] = best;
                count = Fit<V>(products, code, active, count, values, row, ref factor);
                gram.Pad(products, c);
                left = square;
                for (int i = 0; i < count; i++)
                {
                    code[active[i]] = values[i];
                    Rows.AddScaled<V>(c, gram[active[i]], -values[i], gram.Width);
                    left -= values[i] * products[active[i]];
                }
            }
        }

        // The atom that takes most of the residual away: the largest c² / ‖d‖².
        private int Best(double* c, double* weights)
        {
            int best = -1;
            double most = 0;
            for (int j = 0; j < gram.Atoms; j++)
            {
                double gain = c[j] * c[j] * weights[j];
                if (gain > most && !(nonNegative && c[j] <= 0))
                {
                    (best, most) = (j, gain);
                }
            }
            return best;
        }

        // Least squares over the active atoms; non-negative where asked, from the code that there is.
        private int Fit<V>(double* products, double* code, int* active, int count, double* values, double* row, ref Cholesky factor)
            where V : struct, IVector<V, double>
        {
            while (true)
            {
                for (int i = 0; i < count; i++)
                {
                    values[i] = products[active[i]];
                }
                factor.Solve<V>(values);
                if (!nonNegative)
                {
                    return count;
                }
                double part = 1;
                int first = -1;
                for (int i = 0; i < count; i++)
                {
                    double from = code[active[i]];
                    if (values[i] <= 0 && (first < 0 || from / (from - values[i]) < part))
                    {
                        (first, part) = (i, from == 0 ? 0 : from / (from - values[i]));
                    }
                }
                if (first < 0)
                {
                    return count;
                }
                for (int i = 0; i < count; i++)
                {
                    code[active[i]] += part * (values[i] - code[active[i]]);
                }
                code[active[first]] = 0;
                factor.Remove(first);
                count--;
                for (int i = first; i < count; i++)
                {
                    active[i] = active[i + 1];
                }
            }
        }
    }
}
