using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The exponential function.</summary>
public static class ExpOp
{
    /// <summary>e to the power of x, element by element.</summary>
    public static Tensor Exp(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Exp<float>(), new Exp<double>());
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddGradient(dy * s.y));
    }
}
