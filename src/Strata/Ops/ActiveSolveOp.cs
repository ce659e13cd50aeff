using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Linear systems of the atoms that codes use.</summary>
public static class ActiveSolveOp
{
    /// <summary>For each sample y with G_SS y_S = v_S, S being where its code is not zero, and zeros elsewhere.</summary>
    /// <param name="gram">G [atoms, atoms], symmetric and positive definite.</param>
    /// <param name="code">[samples, atoms]; only which elements are zero counts, and no gradient goes there.</param>
    /// <param name="v">[samples, atoms].</param>
    /// <returns>[samples, atoms].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit.</exception>
    public static Tensor ActiveSolve(this Tensor gram, Tensor code, Tensor v)
    {
        DType dtype = LassoOp.Check(v, gram);
        ArgumentNullException.ThrowIfNull(code);
        if (code.Shape != v.Shape)
        {
            throw new ArgumentException($"The codes have shape {code.Shape}, the right-hand sides {v.Shape}; both are [samples, atoms].", nameof(code));
        }
        Tensor mask = code.Detach();
        Tensor y;
        using (Tape.Pause())
        {
            Tensor result = Tensor.Uninitialized(v.Shape, DType.Float64);
            ActiveSolve(gram.To(DType.Float64), mask.To(DType.Float64), v.To(DType.Float64), result);
            y = result.To(dtype);
        }
        // G_SS y = v_S: G_SS dy = dv_S - dG_SS y
        return Tape.Record(y, [gram, v], (gram, mask, v, y), static (s, dy) =>
        {
            Tensor dv = s.gram.ActiveSolve(s.mask, dy);
            s.v.AddGradient(dv);
            if (s.gram.NeedsGradient)
            {
                s.gram.AddGradient(-dv.MatMul(s.y, transposeA: true));
            }
        });
    }

    private static void ActiveSolve(Tensor gram, Tensor code, Tensor v, Tensor y) => Kernels.Sparse.ActiveSolve.Solve(
        gram.AsSpan<double>(), code.AsSpan<double>(), v.AsSpan<double>(), y.AsSpan<double>(), v.Shape[0], v.Shape[1]);
}
