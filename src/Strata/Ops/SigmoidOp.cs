using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The logistic function.</summary>
public static class SigmoidOp
{
    /// <summary>σ(x) = 1 / (1 + e^-x), with σ' = σ(1 - σ).</summary>
    public static Tensor Sigmoid(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Sigmoid<float>(), new Sigmoid<double>());
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddFreshGradient(Tape.IsRecording
            ? dy * s.y * (1 - s.y)
            : Elements.Gradient(dy, s.y, new SigmoidGradient<float>(), new SigmoidGradient<double>())));
    }
}
