using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>
/// One sample's problem: min over a of ½ ‖x - Dᵀa‖² + λ Σ|a|, which the products of the atoms with each other (G = D Dᵀ) and with the sample (q = D x) say all about. With
/// c = q - G a, a is a solution where c_j = λ sign(a_j) of every a_j ≠ 0, and |c_j| ≤ λ of the others (c_j ≤ λ where codes may not be negative).
/// </summary>
internal readonly unsafe struct Lasso(AtomProducts gram, double lambda, bool nonNegative, double tolerance)
{
    // Coordinates that violate their condition by this share of the worst violation join at once.
    private const double JoiningShare = 0.5;

    // Between joinings, sweeps end when nothing changes c by more than this share of λ.
    private const double Loose = 0.05;
    private const int MostLooseSweeps = 10, MostRounds = 500;

    /// <summary>How many numbers of working memory <see cref="Descend"/> takes.</summary>
    public static long Memory(AtomProducts gram) => (6L * gram.Width) + ((long)gram.Atoms * gram.Width) + Cholesky.Size(gram.Atoms);

    /// <summary>
    /// Coordinate descent over a working set that grows by the coordinates that violate their conditions most and loses those that become zero; the last step,
    /// once the signs are right, is exact: a = G⁻¹(q - λ sign(a)) over the non-zero ones.
    /// </summary>
    /// <param name="q">[atoms].</param>
    /// <param name="a">[atoms]: where to start, and the solution.</param>
    /// <param name="memory">As much as <see cref="Memory"/> says.</param>
    /// <returns>Whether the conditions hold to the tolerance, which is relative to the largest |q|.</returns>
    [SkipLocalsInit]
    public bool Descend<V>(double* q, double* a, double* memory)
        where V : struct, IVector<V, double>
    {
        int atoms = gram.Atoms, width = gram.Width, count = 0;
        double* c = memory, values = c + width, residuals = values + width, solution = residuals + width, compact = solution + width;
        int* active = (int*)(compact + ((nint)atoms * width));
        double* factor = (double*)active + width;
        double close = tolerance * Largest(q, atoms);
        for (int j = 0; j < atoms; j++)
        {
            if (a[j] != 0)
            {
                active[count++] = j;
            }
        }
        Residual<V>(q, a, active, count, c);
        bool exact = count == 0;
        for (int round = 0; round < MostRounds; round++)
        {
            int joined = Join(a, c, active, count, exact ? close : Math.Max(close, Loose * lambda));
            bool grown = joined > count;
            if (!grown && exact)
            {
                if (Settled(a, c, active, count, close))
                {
                    return true;
                }
                grown = true; // rounding errors of atoms that nearly depend on each other: once more
            }
            count = joined;
            int stride = AtomProducts.Padded(count);
            Gather(a, c, active, count, stride, compact, values, residuals);
            if (grown)
            {
                Sweep<V>(active, count, stride, compact, values, residuals, Loose * lambda, MostLooseSweeps);
                count = Update<V>(active, count, values, a, c);
                exact = false;
                continue;
            }
            Finish<V>(q, active, count, stride, compact, values, solution, new Cholesky(factor, Math.Max(count, 1)));
            count = Update<V>(active, count, values, a, null);
            Residual<V>(q, a, active, count, c);
            exact = true;
        }
        return false;
    }

    /// <summary>The largest violation of a solution's conditions.</summary>
    public double Violation<V>(double* q, double* a, double* memory)
        where V : struct, IVector<V, double>
    {
        double* c = memory;
        int* active = (int*)(memory + gram.Width);
        int count = 0;
        for (int j = 0; j < gram.Atoms; j++)
        {
            if (a[j] != 0)
            {
                active[count++] = j;
            }
        }
        Residual<V>(q, a, active, count, c);
        double worst = 0;
        for (int j = 0; j < gram.Atoms; j++)
        {
            double violation = a[j] > 0 ? Math.Abs(c[j] - lambda) : a[j] < 0 ? (nonNegative ? double.PositiveInfinity : Math.Abs(c[j] + lambda)) : Excess(c[j]);
            worst = Math.Max(worst, violation);
        }
        return worst;
    }

    /// <summary>c = q - G a.</summary>
    public void Residual<V>(double* q, double* a, int* active, int count, double* c)
        where V : struct, IVector<V, double>
    {
        gram.Pad(q, c);
        for (int i = 0; i < count; i++)
        {
            Rows.AddScaled<V>(c, gram[active[i]], -a[active[i]], gram.Width);
        }
    }

    /// <summary>The largest |x|.</summary>
    public static double Largest(double* x, int count)
    {
        double largest = 0;
        for (int i = 0; i < count; i++)
        {
            largest = Math.Max(largest, Math.Abs(x[i]));
        }
        return largest;
    }

    // By how much c of a zero coefficient is beyond λ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Excess(double c) => (nonNegative ? c : Math.Abs(c)) - lambda;

    // Adds the zero coefficients with the worst violations to the working set.
    private int Join(double* a, double* c, int* active, int count, double close)
    {
        double worst = 0;
        for (int j = 0; j < gram.Atoms; j++)
        {
            double excess = Excess(c[j]);
            if (excess > worst && a[j] == 0 && gram.Square(j) > 0)
            {
                worst = excess;
            }
        }
        if (worst <= close)
        {
            return count;
        }
        for (int j = 0; j < gram.Atoms; j++)
        {
            if (Excess(c[j]) >= JoiningShare * worst && a[j] == 0 && gram.Square(j) > 0)
            {
                active[count++] = j;
            }
        }
        return count;
    }

    // The working set's own rows and columns, side by side.
    private void Gather(double* a, double* c, int* active, int count, int stride, double* compact, double* values, double* residuals)
    {
        for (int i = 0; i < count; i++)
        {
            double* row = gram[active[i]], to = compact + ((nint)i * stride);
            for (int k = 0; k < count; k++)
            {
                to[k] = row[active[k]];
            }
            for (int k = count; k < stride; k++)
            {
                to[k] = 0;
            }
            values[i] = a[active[i]];
            residuals[i] = c[active[i]];
        }
    }

    private void Sweep<V>(int* active, int count, int stride, double* compact, double* values, double* residuals, double close, int most)
        where V : struct, IVector<V, double>
    {
        double low = nonNegative ? double.NegativeInfinity : -lambda;
        for (int sweep = 0; sweep < most; sweep++)
        {
            double change = 0;
            for (int i = 0; i < count; i++)
            {
                double* row = compact + ((nint)i * stride);
                double square = row[i], was = values[i], z = residuals[i] + (square * was);
                double value = (z > lambda ? z - lambda : z < low ? z + lambda : 0) / square, step = value - was;
                if (step != 0)
                {
                    values[i] = value;
                    Rows.AddScaled<V>(residuals, row, -step, stride);
                    change = Math.Max(change, Math.Abs(step) * square);
                }
            }
            if (change <= close)
            {
                return;
            }
        }
    }

    // Puts the values back, with their effect on c unless that is null, and forgets the coordinates that are zero.
    private int Update<V>(int* active, int count, double* values, double* a, double* c)
        where V : struct, IVector<V, double>
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int j = active[i];
            double step = values[i] - a[j];
            if (step != 0 && c != null)
            {
                Rows.AddScaled<V>(c, gram[j], -step, gram.Width);
            }
            a[j] = values[i];
            if (values[i] != 0)
            {
                active[kept++] = j;
            }
        }
        return kept;
    }

    // For given signs the solution is that of a linear system. Where it has another sign, go towards it until the first coefficient is zero, and try again without that.
    private void Finish<V>(double* q, int* active, int count, int stride, double* compact, double* values, double* solution, Cholesky factor)
        where V : struct, IVector<V, double>
    {
        int* members = stackalloc int[count];
        double* products = stackalloc double[count];
        while (true)
        {
            int size = 0, dependent = -1;
            factor.Clear();
            for (int i = 0; i < count && dependent < 0; i++)
            {
                if (values[i] == 0)
                {
                    continue;
                }
                double* row = compact + ((nint)i * stride);
                for (int k = 0; k < size; k++)
                {
                    products[k] = row[members[k]];
                }
                if (!factor.Append<V>(products, row[i]))
                {
                    dependent = i;
                    break;
                }
                solution[size] = q[active[i]] - (values[i] > 0 ? lambda : -lambda);
                members[size++] = i;
            }
            if (dependent >= 0)
            {
                factor.Solve<V>(products);
                Exchange(values, members, products, size, dependent);
                continue;
            }
            factor.Solve<V>(solution);
            double part = 1;
            int first = -1;
            for (int k = 0; k < size; k++)
            {
                double from = values[members[k]], to = solution[k];
                if (from * to <= 0 && from / (from - to) < part)
                {
                    part = from / (from - to);
                    first = k;
                }
            }
            for (int k = 0; k < size; k++)
            {
                double from = values[members[k]];
                values[members[k]] = k == first ? 0 : first < 0 ? solution[k] : from + (part * (solution[k] - from));
            }
            if (first < 0)
            {
                return;
            }
        }
    }

    // An atom is the sum of others, d = Σ z_k d_k: more of it and as much less of them changes nothing but the sizes. Go the way on which these do not grow until one is zero.
    private static void Exchange(double* values, int* members, double* z, int size, int dependent)
    {
        double slope = Math.Sign(values[dependent]);
        for (int k = 0; k < size; k++)
        {
            slope -= Math.Sign(values[members[k]]) * z[k];
        }
        double way = slope > 0 ? -1 : 1, length = values[dependent] * way < 0 ? Math.Abs(values[dependent]) : double.PositiveInfinity;
        int gone = dependent;
        for (int k = 0; k < size; k++)
        {
            double value = values[members[k]], rate = -way * z[k];
            if (value * rate < 0 && -value / rate < length)
            {
                (length, gone) = (-value / rate, members[k]);
            }
        }
        if (double.IsFinite(length))
        {
            values[dependent] += length * way;
            for (int k = 0; k < size; k++)
            {
                values[members[k]] -= length * way * z[k];
            }
        }
        values[gone] = 0;
    }

    // Whether the conditions of the non-zero coefficients hold.
    private bool Settled(double* a, double* c, int* active, int count, double close)
    {
        for (int i = 0; i < count; i++)
        {
            if (!(Math.Abs(c[active[i]] - (Math.Sign(a[active[i]]) * lambda)) <= close))
            {
                return false;
            }
        }
        return true;
    }
}
