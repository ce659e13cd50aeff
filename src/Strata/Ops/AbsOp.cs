using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The absolute value.</summary>
public static class AbsOp
{
    /// <summary>|x|, element by element; the gradient at 0 is 0.</summary>
    public static Tensor Abs(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Abs<float>(), new Abs<double>());
        return Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(dy * x.Sign()));
    }
}
