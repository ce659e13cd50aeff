using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The hyperbolic tangent.</summary>
public static class TanhOp
{
    /// <summary>tanh x = 2σ(2x) - 1, with tanh' = 1 - tanh².</summary>
    public static Tensor Tanh(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Tanh<float>(), new Tanh<double>());
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddFreshGradient(Tape.IsRecording
            ? dy * (1 - s.y.Square())
            : Elements.Gradient(dy, s.y, new TanhGradient<float>(), new TanhGradient<double>())));
    }
}
