using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Sparse codes with a given number of atoms.</summary>
public static class MatchingPursuitOp
{
    /// <summary>
    /// Orthogonal matching pursuit (Pati et al. 1993): the atom that takes most of the residual away joins, all coefficients are fitted again, and so on; computed in double
    /// precision whatever the type. The gradient is that of the fit, with the choice of atoms held.
    /// </summary>
    /// <param name="products">Q = X Dᵀ [samples, atoms].</param>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="squares">‖x‖² [samples].</param>
    /// <param name="most">The most atoms of a code, at least one.</param>
    /// <param name="residual">A code is done where ‖x - Dᵀa‖² is not above this. Default: 0.</param>
    /// <param name="nonNegative">Whether coefficients may not be negative. Default: false.</param>
    /// <returns>[samples, atoms].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a value is not a finite number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of atoms is not positive, or the residual is negative.</exception>
    public static Tensor MatchingPursuit(this Tensor products, Tensor gram, Tensor squares, int most, double residual = 0, bool nonNegative = false)
    {
        DType dtype = LassoOp.Check(products, gram);
        ArgumentNullException.ThrowIfNull(squares);
        if (squares.Rank != 1 || squares.Count != products.Shape[0] || squares.DType != dtype)
        {
            throw new ArgumentException($"The squares are {dtype} [{products.Shape[0]}], one a sample, but got {squares.DType} {squares.Shape}.", nameof(squares));
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (!(residual >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(residual), residual, "A squared residual is 0 or more.");
        }
        Tensor g = gram.To(DType.Float64), q = products.To(DType.Float64), x2 = squares.To(DType.Float64);
        LassoOp.RequireFinite(g, nameof(gram));
        LassoOp.RequireFinite(q, nameof(products));
        Tensor code;
        using (Tape.Pause())
        {
            code = Tensor.Uninitialized(products.Shape, DType.Float64);
            Kernels.Sparse.MatchingPursuit.Solve(
                g.AsSpan<double>(), q.AsSpan<double>(), x2.AsSpan<double>(), code.AsSpan<double>(), q.Shape[0], q.Shape[1], most, residual, nonNegative);
        }
        return Tape.IsWanted([products, gram]) ? g.ActiveSolve(code, q).To(dtype) : code.To(dtype);
    }
}
