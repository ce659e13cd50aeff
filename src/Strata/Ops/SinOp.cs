using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The sine.</summary>
public static class SinOp
{
    /// <summary>sin x, x in radians.</summary>
    public static Tensor Sin(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Sin<float>(), new Sin<double>());
        return Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(dy * x.Cos()));
    }
}
