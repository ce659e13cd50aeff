using Strata.Autograd;
using Strata.Kernels.Sparse;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>All solutions of a lasso.</summary>
public static class LassoPathOp
{
    // Corners come and go; a path of more than this many an atom would be one that turns in circles.
    private const int MostCornersPerAtom = 8;

    /// <summary>
    /// The codes of one sample for every λ: they are zero above the first λ, and go in straight lines from corner to corner (Efron et al. 2004). There is no gradient.
    /// </summary>
    /// <param name="products">q = D x [atoms].</param>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="lambda">Where the path ends. Default: 0, at the least squares.</param>
    /// <param name="nonNegative">Whether codes may not be negative. Default: false.</param>
    /// <returns>Float64: the λ of the corners [corners], falling, and the codes there [corners, atoms].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a value is not a finite number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    /// <exception cref="NotSupportedException">A gradient is needed.</exception>
    public static (Tensor Lambdas, Tensor Codes) LassoPath(this Tensor products, Tensor gram, double lambda = 0, bool nonNegative = false)
    {
        ArgumentNullException.ThrowIfNull(products);
        if (products.Rank != 1)
        {
            throw new ArgumentException($"A path is of one sample's products [atoms], but got {products.Shape}.", nameof(products));
        }
        LassoOp.Check(products.Detach().Reshape([1, products.Count]), gram);
        if (!(lambda >= 0 && double.IsFinite(lambda)))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "A path ends at a λ of 0 or more.");
        }
        if (Tape.IsWanted([products, gram]))
        {
            throw new NotSupportedException("A path has no gradient here; Detach() its inputs, or ask for one code with Lasso.");
        }
        Tensor g = gram.To(DType.Float64), q = products.To(DType.Float64);
        LassoOp.RequireFinite(g, nameof(gram));
        LassoOp.RequireFinite(q, nameof(products));
        int most = (MostCornersPerAtom * q.Count) + 2;
        Tensor lambdas = Tensor.Uninitialized([most], DType.Float64), codes = Tensor.Uninitialized([most, q.Count], DType.Float64);
        int corners = LeastAngle.Path(g.AsSpan<double>(), q.AsSpan<double>(), lambda, nonNegative, lambdas.AsSpan<double>(), codes.AsSpan<double>());
        return (lambdas.Slice(0, 0, corners), codes.Slice(0, 0, corners));
    }
}
