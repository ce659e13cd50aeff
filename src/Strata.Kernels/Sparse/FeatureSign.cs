using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>
/// Feature-sign search (Lee, Battle, Raina and Ng 2007): for guessed signs of the coefficients the lasso is a linear system; the search goes from where it is to the system's
/// solution, as far as the objective falls on the way past coefficients that change sign, and guesses again, until no zero coefficient wants to join.
/// </summary>
public static unsafe class FeatureSign
{
    private const int MostRounds = 1000;

    /// <inheritdoc cref="CoordinateDescent.Solve"/>
    /// <param name="codes">[samples, atoms]: where to start, and the result.</param>
    public static int Solve(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, Span<double> codes, int samples, int atoms, double lambda, bool nonNegative, double tolerance)
        => LassoCodes.Solve<Search>(gram, products, codes, samples, atoms, lambda, nonNegative, tolerance);

    private readonly struct Search(AtomProducts gram, Lasso lasso, double lambda, bool nonNegative, double tolerance) : ILassoMethod<Search>
    {
        public static Search Create(AtomProducts gram, Lasso lasso, double lambda, bool nonNegative, double tolerance)
            => new(gram, lasso, lambda, nonNegative, tolerance);

        public static long Memory(AtomProducts gram) => (7L * gram.Width) + Cholesky.Size(gram.Atoms);

        // False where it gets stuck, as with atoms that depend on each other; the code is then no worse than before.
        public bool TrySolve<V>(double* products, double* code, double* memory)
            where V : struct, IVector<V, double>
        {
            double* c = memory, aim = c + gram.Width, sign = aim + gram.Width, row = sign + gram.Width, change = row + gram.Width;
            int* active = (int*)(change + gram.Width);
            var factor = new Cholesky(change + (2 * gram.Width), gram.Atoms);
            int count = 0;
            for (int j = 0; j < gram.Atoms; j++)
            {
                if (code[j] != 0)
                {
                    (active[count], sign[count]) = (j, Math.Sign(code[j]));
                    count++;
                }
            }
            double close = tolerance * Lasso.Largest(products, gram.Atoms);
            lasso.Residual<V>(products, code, active, count, c);
            for (int round = 0; round < MostRounds; round++)
            {
                if (Settled(code, c, active, count, close))
                {
                    int joining = Joining(code, c, close);
                    if (joining < 0)
                    {
                        return true;
                    }
                    (active[count], sign[count]) = (joining, Math.Sign(c[joining]));
                    count++;
                }
                if (!Aim<V>(products, active, count, sign, row, aim, ref factor))
                {
                    return false;
                }
                count = Move(code, c, active, count, sign, aim, change);
                lasso.Residual<V>(products, code, active, count, c);
            }
            return false;
        }

        // Whether the conditions of the non-zero coefficients hold.
        private bool Settled(double* code, double* c, int* active, int count, double close)
        {
            for (int i = 0; i < count; i++)
            {
                if (!(Math.Abs(c[active[i]] - (Math.Sign(code[active[i]]) * lambda)) <= close))
                {
                    return false;
                }
            }
            return true;
        }

        private int Joining(double* code, double* c, double close)
        {
            int joining = -1;
            double worst = lambda + close;
            for (int j = 0; j < gram.Atoms; j++)
            {
                double size = nonNegative ? c[j] : Math.Abs(c[j]);
                if (size > worst && code[j] == 0 && gram.Square(j) > 0)
                {
                    (joining, worst) = (j, size);
                }
            }
            return joining;
        }

        // The solution for the guessed signs: G a = q - λ sign.
        private bool Aim<V>(double* products, int* active, int count, double* sign, double* row, double* aim, ref Cholesky factor)
            where V : struct, IVector<V, double>
        {
            factor.Clear();
            for (int i = 0; i < count; i++)
            {
                for (int k = 0; k < i; k++)
                {
                    row[k] = gram[active[i]][active[k]];
                }
                if (!factor.Append<V>(row, gram.Square(active[i])))
                {
                    return false;
                }
                aim[i] = products[active[i]] - (lambda * sign[i]);
            }
            factor.Solve<V>(aim);
            return true;
        }

        // To the best of the aim and the points on the way at which a coefficient is zero; those that are zero there leave.
        private int Move(double* code, double* c, int* active, int count, double* sign, double* aim, double* change)
        {
            // along a + t d: ½ t² dᵀG d - t cᵀd + λ Σ|a + t d|
            double curvature = 0, slope = 0;
            for (int i = 0; i < count; i++)
            {
                change[i] = aim[i] - code[active[i]];
                slope += c[active[i]] * change[i];
            }
            for (int i = 0; i < count; i++)
            {
                double* products = gram[active[i]];
                for (int k = 0; k < count; k++)
                {
                    curvature += change[i] * products[active[k]] * change[k];
                }
            }
            double best = 1, least = double.PositiveInfinity, bound = 1;
            int zero = -1;
            for (int i = 0; i < count && nonNegative; i++)
            {
                bound = aim[i] < 0 ? Math.Min(bound, code[active[i]] / -change[i]) : bound;
            }
            for (int i = -1; i < count; i++)
            {
                double t = i < 0 ? 1 : -code[active[i]] / change[i];
                if (!(t >= 0 && t <= bound) || (i >= 0 && code[active[i]] == 0))
                {
                    continue;
                }
                double value = (0.5 * t * t * curvature) - (t * slope);
                for (int k = 0; k < count; k++)
                {
                    value += lambda * Math.Abs(code[active[k]] + (t * change[k]));
                }
                if (value < least)
                {
                    (best, least, zero) = (t, value, i);
                }
            }
            int kept = 0;
            for (int i = 0; i < count; i++)
            {
                int j = active[i];
                code[j] = i == zero ? 0 : best == 1 ? aim[i] : code[j] + (best * change[i]);
                if (nonNegative && code[j] < 0)
                {
                    code[j] = 0;
                }
                if (code[j] != 0)
                {
                    (active[kept], sign[kept]) = (j, Math.Sign(code[j]));
                    kept++;
                }
            }
            return kept;
        }
    }
}
