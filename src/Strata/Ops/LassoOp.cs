using Strata.Autograd;
using Strata.Kernels.Sparse;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Ops;

/// <summary>Sparse codes: least squares with a penalty on absolute values.</summary>
public static class LassoOp
{
    /// <summary>
    /// For each sample x the code a that minimizes ½ ‖x - Dᵀa‖² + λ Σ|a|, from the products of the atoms (the rows of D) with each other and with the samples: computed
    /// in double precision whatever the type. The gradient is that of the coefficients that are not zero, a = G⁻¹ (q - λ sign(a)) (Mairal, Bach and Ponce 2012); λ has none.
    /// </summary>
    /// <param name="products">Q = X Dᵀ [samples, atoms].</param>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="lambda">λ, positive.</param>
    /// <param name="method">Default: coordinate descent.</param>
    /// <param name="nonNegative">Whether codes may not be negative. Default: false.</param>
    /// <param name="start">[samples, atoms], codes that are near, such as those for atoms that have moved since; <see cref="LassoMethod.LeastAngle"/> needs none. Default: zeros.</param>
    /// <param name="tolerance">How far the conditions of a solution may be off, relative to the sample's largest |q|. Default: 1e-9.</param>
    /// <returns>[samples, atoms].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a value is not a finite number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">λ or the tolerance is not positive and finite.</exception>
    /// <exception cref="ArithmeticException">The conditions of a solution could not be met to the tolerance.</exception>
    public static Tensor Lasso(
        this Tensor products, Tensor gram, double lambda, LassoMethod method = LassoMethod.CoordinateDescent, bool nonNegative = false, Tensor? start = null,
        double tolerance = 1e-9)
    {
        DType dtype = Check(products, gram);
        if (start is not null && start.Shape != products.Shape)
        {
            throw new ArgumentException($"The start has shape {start.Shape}; the codes will be {products.Shape}.", nameof(start));
        }
        if (!(lambda > 0 && double.IsFinite(lambda)))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "λ is a positive number; without a penalty codes are not sparse.");
        }
        if (!(tolerance > 0 && double.IsFinite(tolerance)))
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is a positive number.");
        }
        Tensor g = gram.To(DType.Float64), q = products.To(DType.Float64);
        RequireFinite(g, nameof(gram));
        RequireFinite(q, nameof(products));
        Tensor code;
        using (Tape.Pause())
        {
            code = start?.Detach().To(DType.Float64).Clone() ?? Tensor.Zeros(products.Shape, DType.Float64);
            if (nonNegative && start is not null)
            {
                code = code.Relu();
            }
            RequireFinite(code, nameof(start));
            int failures = Solve(q, g, code, lambda, method, nonNegative, tolerance);
            if (failures > 0)
            {
                throw new ArithmeticException(
                    $"{failures} of {products.Shape[0]} codes do not meet the conditions of a solution to {tolerance} by {method}. Ask for a larger tolerance, or drop atoms that nearly depend on others.");
            }
        }
        return Tape.IsWanted([products, gram]) ? g.ActiveSolve(code, q - (lambda * code.Sign())).To(dtype) : code.To(dtype);
    }

    /// <summary>The type of products [samples, atoms] and of G [atoms, atoms].</summary>
    internal static DType Check(Tensor products, Tensor gram)
    {
        ArgumentNullException.ThrowIfNull(products);
        ArgumentNullException.ThrowIfNull(gram);
        return products.Rank == 2 && gram.Rank == 2 && gram.Shape[0] == gram.Shape[1] && products.Shape[1] == gram.Shape[0]
            ? Elements.SameFloatingPoint(products, gram)
            : throw new ArgumentException($"Codes are made from products [samples, atoms] and the atoms' own [atoms, atoms], but got {products.Shape} and {gram.Shape}.");
    }

    internal static void RequireFinite(Tensor x, string name)
    {
        if (!TensorPrimitives.IsFiniteAll<double>(x.AsSpan<double>()))
        {
            int bad = x.AsSpan<double>().IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);
            throw new ArgumentException($"Row {bad / Math.Max(1, x.Shape[^1])} of {x.Shape} holds a value that is not a finite number.", name);
        }
    }

    private static int Solve(Tensor q, Tensor g, Tensor code, double lambda, LassoMethod method, bool nonNegative, double tolerance)
    {
        Span<double> gram = g.AsSpan<double>(), products = q.AsSpan<double>(), codes = code.AsSpan<double>();
        (int samples, int atoms) = (q.Shape[0], q.Shape[1]);
        return method switch
        {
            LassoMethod.CoordinateDescent => CoordinateDescent.Solve(gram, products, codes, samples, atoms, lambda, nonNegative, tolerance),
            LassoMethod.LeastAngle => LeastAngle.Solve(gram, products, codes, samples, atoms, lambda, nonNegative, tolerance),
            LassoMethod.FeatureSign => FeatureSign.Solve(gram, products, codes, samples, atoms, lambda, nonNegative, tolerance),
            LassoMethod.Fista => Fista.Solve(q, g, code, lambda, nonNegative, tolerance),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
        };
    }
}
