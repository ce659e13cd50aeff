using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.SparseCoding;

/// <summary>
/// The best atoms of length at most 1 for given codes, by the Lagrange dual (Lee, Battle, Raina and Ng 2007, section 4): D = (B + Λ)⁻¹ C with B = AᵀA, C = AᵀX and Λ = diag(λ),
/// where λ ≥ 0 maximizes g = -½ tr(Cᵀ (B + Λ)⁻¹ C) - ½ Σλ. Its gradient is ½ (‖d_j‖² - 1), its Hessian -(B + Λ)⁻¹ ∘ D Dᵀ: as many unknowns as atoms, by Newton's method
/// with λ kept from being negative (Bertsekas 1982).
/// </summary>
internal static class LagrangeDual
{
    private const int MostSteps = 100, MostHalvings = 40;
    private const double Close = 1e-8, SufficientIncrease = 1e-4;

    // What keeps the system solvable where an atom is not used.
    private const double Ridge = 1e-10;

    /// <summary>The atoms, float64 [atoms, features].</summary>
    public static Tensor Solve(Tensor codeProducts, Tensor sampleProducts)
    {
        int atoms = codeProducts.Shape[0];
        double largest = 0;
        for (int j = 0; j < atoms; j++)
        {
            largest = Math.Max(largest, codeProducts.AsSpan<double>()[(j * atoms) + j]);
        }
        Tensor identity = Diagonal(Enumerable.Repeat(1.0, atoms).ToArray());
        Tensor b = codeProducts + (identity * (Ridge * largest));
        double[] lambda = new double[atoms], gradient = new double[atoms];
        (double value, Tensor dictionary) = Evaluate(b, sampleProducts, lambda, gradient);
        for (int step = 0; step < MostSteps; step++)
        {
            // λ that would become negative stay at zero; the others take a Newton step.
            bool[] held = [.. lambda.Zip(gradient, (l, g) => l <= 0 && g <= 0)];
            if (gradient.Zip(held, lambda).All(x => x.Second || Math.Abs(x.First) <= Close))
            {
                break;
            }
            using var scope = new TensorScope();
            Tensor inverse = Inverse(b + Diagonal(lambda), identity), hessian = inverse * dictionary.MatMul(dictionary, transposeB: true);
            double[] direction = Direction(hessian, gradient, held, Ridge);
            double size = 1;
            for (int halving = 0; ; halving++, size /= 2)
            {
                double[] trial = [.. lambda.Zip(direction, (l, d) => Math.Max(0, l + (size * d)))], slope = new double[atoms];
                double expected = trial.Zip(lambda, gradient).Sum(x => (x.First - x.Second) * x.Third);
                (double reached, Tensor there) = Evaluate(b, sampleProducts, trial, slope);
                if (reached >= value + (SufficientIncrease * expected) || halving == MostHalvings)
                {
                    if (halving == MostHalvings)
                    {
                        return Shortened(dictionary);
                    }
                    (lambda, gradient, value) = (trial, slope, reached);
                    there.CopyTo(dictionary);
                    break;
                }
            }
        }
        return Shortened(dictionary);
    }

    private static (double Value, Tensor Dictionary) Evaluate(Tensor b, Tensor c, double[] lambda, double[] gradient)
    {
        Tensor dictionary = DictionarySteps.Solve(b + Diagonal(lambda), c) ?? throw NotPositive();
        double[] squares = dictionary.Square().Sum([1]).ToArray<double>();
        for (int j = 0; j < gradient.Length; j++)
        {
            gradient[j] = 0.5 * (squares[j] - 1);
        }
        return ((-0.5 * (c * dictionary).Sum().ToScalar()) - (0.5 * lambda.Sum()), dictionary);
    }

    private static Tensor Inverse(Tensor a, Tensor identity) => DictionarySteps.Solve(a, identity) ?? throw NotPositive();

    // H δ = ∇ over the free unknowns.
    private static double[] Direction(Tensor hessian, double[] gradient, bool[] held, double ridge)
    {
        int n = gradient.Length;
        Tensor h = hessian.Clone(), right = Tensor.Uninitialized([n, 1], DType.Float64);
        Span<double> elements = h.AsSpan<double>();
        double largest = 0;
        for (int i = 0; i < n; i++)
        {
            largest = Math.Max(largest, elements[(i * n) + i]);
        }
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                elements[(i * n) + j] = i == j ? (held[i] ? 1 : elements[(i * n) + j] + (ridge * largest)) : held[i] || held[j] ? 0 : elements[(i * n) + j];
            }
            right.AsSpan<double>()[i] = held[i] ? 0 : gradient[i];
        }
        return (DictionarySteps.Solve(h, right) ?? right).ToArray<double>();
    }

    // What the last step leaves beyond length 1.
    private static Tensor Shortened(Tensor dictionary)
    {
        Tensor lengths = dictionary.Square().Sum([1], keepAxes: true).Sqrt();
        return dictionary / lengths.Maximum(Tensor.Ones([], DType.Float64));
    }

    private static Tensor Diagonal(double[] values)
    {
        Tensor d = Tensor.Zeros([values.Length, values.Length], DType.Float64);
        for (int i = 0; i < values.Length; i++)
        {
            d.AsSpan<double>()[(i * values.Length) + i] = values[i];
        }
        return d;
    }

    private static ArithmeticException NotPositive() => new("The products of the codes are not positive semi-definite. Are all codes finite?");
}
