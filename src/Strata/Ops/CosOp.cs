using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The cosine.</summary>
public static class CosOp
{
    /// <summary>cos x, x in radians.</summary>
    public static Tensor Cos(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Cos<float>(), new Cos<double>());
        return Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(-(dy * x.Sin())));
    }
}
