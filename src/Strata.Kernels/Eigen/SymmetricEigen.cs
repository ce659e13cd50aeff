// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal one, then implicit QL steps (Wilkinson and Reinsch 1971,
// Handbook for Automatic Computation II, contributions 2 and 4). Everything runs along rows, so that it vectorizes.

using System.Numerics;

namespace Strata.Kernels.Eigen;

/// <summary>A = Vᵀ diag(λ) V for a symmetric A, the rows of V being orthonormal.</summary>
public static class SymmetricEigen
{
    private const int MostSteps = 64;
    private const double Epsilon = 2.220446049250313e-16, Negligible = 1e-100;

    /// <summary>Decomposes a symmetric matrix.</summary>
    /// <param name="a">[n, n], finite; overwritten.</param>
    /// <param name="values">[n]: the eigenvalues, largest first.</param>
    /// <param name="vectors">[n, n]: row k belongs to value k, its largest element (in magnitude; of equal ones the first) is positive.</param>
    /// <param name="n">The order; zero does nothing.</param>
    /// <exception cref="ArithmeticException">The iteration does not converge, which finite symmetric matrices do not do.</exception>
    public static void Decompose(Span<double> a, Span<double> values, Span<double> vectors, int n)
    {
        Require.Length(a.Length, (long)n * n, nameof(a));
        Require.Length(values.Length, n, nameof(values));
        Require.Length(vectors.Length, (long)n * n, nameof(vectors));
        if (n == 0)
        {
            return;
        }
        double scale = 0;
        foreach (double x in a)
        {
            scale = Math.Max(scale, Math.Abs(x));
        }
        if (scale > 0)
        {
            foreach (ref double x in a)
            {
                x /= scale;
            }
        }
        double[] diagonal = new double[n], off = new double[n], v = new double[n * n];
        Reduce(a, diagonal, off, v, n);
        Diagonalize(diagonal, off, v, n);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => diagonal[i])];
        for (int k = 0; k < n; k++)
        {
            values[k] = diagonal[order[k]] * scale;
            ReadOnlySpan<double> from = v.AsSpan(order[k] * n, n);
            Span<double> to = vectors.Slice(k * n, n);
            from.CopyTo(to);
            if (LargestIsNegative(from))
            {
                foreach (ref double x in to)
                {
                    x = -x;
                }
            }
        }
    }

    /// <summary>A = Q T Qᵀ with T tridiagonal; Qᵀ goes to <paramref name="q"/>.</summary>
    private static void Reduce(Span<double> a, double[] diagonal, double[] off, double[] q, int n)
    {
        double[] factors = new double[n], w = new double[n];
        for (int k = 0; k < n - 2; k++)
        {
            Span<double> v = a.Slice((k * n) + k + 1, n - k - 1); // the reflector is kept where the row was
            // Numbers whose squares vanish beside a matrix of elements up to 1 are zero; their sum would be a divisor.
            if (!v[1..].ContainsAnyExceptInRange(-Negligible, Negligible))
            {
                off[k] = v[0];
                continue;
            }
            off[k] = -Math.CopySign(Math.Sqrt(Dot(v, v)), v[0]);
            v[0] -= off[k];
            double factor = factors[k] = 2 / Dot(v, v);
            // A ← H A H with H = 1 - f v vᵀ: w = f A v - (f²/2)(vᵀ A v) v, A ← A - v wᵀ - w vᵀ.
            Span<double> p = w.AsSpan(0, v.Length);
            for (int i = 0; i < v.Length; i++)
            {
                p[i] = factor * Dot(a.Slice(((k + 1 + i) * n) + k + 1, v.Length), v);
            }
            AddScaled(p, v, -factor / 2 * Dot(p, v));
            for (int i = 0; i < v.Length; i++)
            {
                Span<double> row = a.Slice(((k + 1 + i) * n) + k + 1, v.Length);
                AddScaled(row, p, -v[i]);
                AddScaled(row, v, -p[i]);
            }
        }
        if (n > 1)
        {
            off[n - 2] = a[((n - 1) * n) - 1];
        }
        for (int i = 0; i < n; i++)
        {
            diagonal[i] = a[(i * n) + i];
            q[(i * n) + i] = 1;
        }
        for (int k = n - 3; k >= 0; k--)
        {
            if (factors[k] == 0)
            {
                continue;
            }
            ReadOnlySpan<double> v = a.Slice((k * n) + k + 1, n - k - 1);
            for (int i = k + 1; i < n; i++)
            {
                Span<double> row = q.AsSpan((i * n) + k + 1, v.Length);
                AddScaled(row, v, -factors[k] * Dot(row, v));
            }
        }
    }

    /// <summary>Implicit QL with Wilkinson's shift; each rotation turns two rows of the vectors.</summary>
    private static void Diagonalize(double[] d, double[] e, double[] vectors, int n)
    {
        // An element this small beside the whole matrix counts as zero. Beside its neighbours would not do: where nothing varies they are rounding errors too.
        double negligible = 0;
        for (int i = 0; i < n; i++)
        {
            negligible = Math.Max(negligible, Epsilon * (Math.Abs(d[i]) + Math.Abs(e[i])));
        }
        for (int l = 0; l < n; l++)
        {
            for (int step = 0; ; step++)
            {
                int m = l;
                while (m < n - 1 && !(Math.Abs(e[m]) <= negligible))
                {
                    m++;
                }
                if (m == l)
                {
                    break;
                }
                if (step == MostSteps)
                {
                    throw new ArithmeticException($"Eigenvalue {l} of a matrix of order {n} was not found in {MostSteps} steps. Are all its elements finite?");
                }
                double g = (d[l + 1] - d[l]) / (2 * e[l]);
                g = d[m] - d[l] + (e[l] / (g + Math.CopySign(double.Hypot(g, 1), g)));
                double sine = 1, cosine = 1, shift = 0;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    double f = sine * e[i], b = cosine * e[i], r = double.Hypot(f, g);
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= shift;
                        break;
                    }
                    (sine, cosine) = (f / r, g / r);
                    g = d[i + 1] - shift;
                    r = ((d[i] - g) * sine) + (2 * cosine * b);
                    shift = sine * r;
                    d[i + 1] = g + shift;
                    g = (cosine * r) - b;
                    Rotate(vectors.AsSpan(i * n, n), vectors.AsSpan((i + 1) * n, n), cosine, sine);
                }
                if (i < l)
                {
                    d[l] -= shift;
                    e[l] = g;
                }
                e[m] = 0;
            }
        }
    }

    /// <summary>(x, y) ← (c x - s y, s x + c y).</summary>
    private static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        int i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> a = new(x[i..]), b = new(y[i..]);
            ((a * c) - (b * s)).CopyTo(x[i..]);
            ((a * s) + (b * c)).CopyTo(y[i..]);
        }
        for (; i < x.Length; i++)
        {
            (x[i], y[i]) = ((c * x[i]) - (s * y[i]), (s * x[i]) + (c * y[i]));
        }
    }

    /// <summary>y ← y + f x.</summary>
    private static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double f)
    {
        int i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(y[i..]) + (new Vector<double>(x[i..]) * f)).CopyTo(y[i..]);
        }
        for (; i < x.Length; i++)
        {
            y[i] += x[i] * f;
        }
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(x[i..]) * new Vector<double>(y[i..]);
        }
        double sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static bool LargestIsNegative(ReadOnlySpan<double> x)
    {
        double largest = 0;
        foreach (double value in x)
        {
            if (Math.Abs(value) > Math.Abs(largest))
            {
                largest = value;
            }
        }
        return largest < 0;
    }
}
