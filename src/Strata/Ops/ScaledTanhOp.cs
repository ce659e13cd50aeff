using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>LeCun's scaled hyperbolic tangent.</summary>
public static class ScaledTanhOp
{
    /// <summary>1.7159 tanh(2x/3), which maps ±1 to about ±1 (LeCun, Bottou, Orr and Müller 1998, section 4.4).</summary>
    public static Tensor ScaledTanh(this Tensor x)
    {
        Tensor y = Elements.Map(x, ScaledTanh<float>.LeCun, ScaledTanh<double>.LeCun);
        return Tape.Record(y, [x], (x, y), static (s, dy) => s.x.AddFreshGradient(Tape.IsRecording
            ? dy * (s.y.Square() * (-2.0 / 3 / 1.7159) + (1.7159 * 2.0 / 3))
            : Elements.Gradient(dy, s.y, ScaledTanhGradient<float>.LeCun, ScaledTanhGradient<double>.LeCun)));
    }
}
