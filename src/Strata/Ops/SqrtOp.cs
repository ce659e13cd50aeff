using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The square root.</summary>
public static class SqrtOp
{
    /// <summary>√x, element by element; NaN for negative x.</summary>
    public static Tensor Sqrt(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Sqrt<float>(), new Sqrt<double>());
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddGradient(dy / (2 * s.y)));
    }
}
