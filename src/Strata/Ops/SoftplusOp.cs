using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The smooth rectifier.</summary>
public static class SoftplusOp
{
    /// <summary>ln(1 + eˣ), with softplus' = σ (Dugas et al. 2001).</summary>
    public static Tensor Softplus(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Softplus<float>(), new Softplus<double>());
        return Tape.Record(y, [x], x, static (x, dy) => x.AddFreshGradient(Tape.IsRecording
            ? dy * x.Sigmoid()
            : Elements.Gradient(dy, x, new SoftplusGradient<float>(), new SoftplusGradient<double>())));
    }
}
