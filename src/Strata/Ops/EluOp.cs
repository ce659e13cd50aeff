using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The exponential linear unit.</summary>
public static class EluOp
{
    /// <summary>x above zero, α (eˣ - 1) below (Clevert, Unterthiner and Hochreiter 2016), element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">α, which the unit saturates at for very negative x. Default: 1.</param>
    public static Tensor Elu(this Tensor x, double alpha = 1)
    {
        Tensor zero = Tensor.Scalar(0, x.RequireFloatingPoint());
        Tensor positive = x.Greater(zero);
        return positive.Where(x, alpha * (positive.Where(zero, x).Exp() - 1));
    }
}
