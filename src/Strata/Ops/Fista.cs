using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Ops;

/// <summary>
/// The fast iterative shrinkage-thresholding algorithm (Beck and Teboulle 2009) in Gram form, for some hundred samples at a time: a = shrink(y - (y G - q) / L, λ / L), and
/// y beyond a in the direction of the last step. Where that direction has come to point uphill the momentum begins anew (O'Donoghue and Candès 2015).
/// </summary>
internal static class Fista
{
    private const int SamplesAtOnce = 512, MostSteps = 100_000, StepsBetweenChecks = 10;

    /// <summary>Improves codes until the conditions of a solution hold. Returns the number of samples where they do not.</summary>
    public static int Solve(Tensor q, Tensor g, Tensor code, double lambda, bool nonNegative, double tolerance)
    {
        double bound = Largest(g);
        int failures = 0;
        for (int start = 0; start < q.Shape[0]; start += SamplesAtOnce)
        {
            using var scope = new TensorScope();
            int count = Math.Min(SamplesAtOnce, q.Shape[0] - start);
            failures += SolveSome(q.Slice(0, start, count), g, code.Slice(0, start, count), bound, lambda, nonNegative, tolerance);
        }
        return failures;
    }

    /// <summary>An upper bound of the largest eigenvalue: that of the sums of a row's absolute values (Gershgorin), or the trace, whichever is less.</summary>
    private static double Largest(Tensor g)
    {
        int n = g.Shape[0];
        double rows = 0, trace = 0;
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = g.AsSpan<double>().Slice(i * n, n);
            rows = Math.Max(rows, TensorPrimitives.SumOfMagnitudes(row));
            trace += row[i];
        }
        return Math.Min(rows, trace);
    }

    private static int SolveSome(Tensor q, Tensor g, Tensor code, double bound, double lambda, bool nonNegative, double tolerance)
    {
        if (!(bound > 0))
        {
            return 0; // all atoms are zero, and so are the codes
        }
        double threshold = lambda / bound;
        Tensor a = code.Clone(), y = code.Clone();
        double momentum = 1;
        for (int step = 1; step <= MostSteps; step++)
        {
            using var scope = new TensorScope();
            Tensor z = y - ((y.MatMul(g) - q) / bound);
            Tensor next = nonNegative ? (z - threshold).Relu() : z - z.Clamp(-threshold, threshold);
            Tensor move = next - a;
            double after = 0.5 * (1 + Math.Sqrt(1 + (4 * momentum * momentum)));
            bool uphill = TensorPrimitives.Dot<double>((y - next).AsSpan<double>(), move.AsSpan<double>()) > 0;
            (uphill ? next : next + (move * ((momentum - 1) / after))).CopyTo(y);
            momentum = uphill ? 1 : after;
            next.CopyTo(a);
            if (step % StepsBetweenChecks == 0 && Failures(q, g, a, lambda, nonNegative, tolerance) == 0)
            {
                break;
            }
        }
        a.CopyTo(code);
        return Failures(q, g, a, lambda, nonNegative, tolerance);
    }

    private static int Failures(Tensor q, Tensor g, Tensor a, double lambda, bool nonNegative, double tolerance)
    {
        using var scope = new TensorScope();
        ReadOnlySpan<double> c = (q - a.MatMul(g)).AsSpan<double>(), codes = a.AsSpan<double>(), products = q.AsSpan<double>();
        int atoms = q.Shape[1], failures = 0;
        for (int i = 0; i < q.Shape[0]; i++)
        {
            double close = tolerance * Math.Abs(TensorPrimitives.MaxMagnitude(products.Slice(i * atoms, atoms)));
            for (int j = i * atoms; j < (i + 1) * atoms; j++)
            {
                double off = codes[j] != 0 ? Math.Abs(c[j] - (Math.Sign(codes[j]) * lambda)) : (nonNegative ? c[j] : Math.Abs(c[j])) - lambda;
                if (off > close)
                {
                    failures++;
                    break;
                }
            }
        }
        return failures;
    }
}
