using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Limits to a range.</summary>
public static class ClampOp
{
    /// <summary>x, but not below <paramref name="low"/> and not above <paramref name="high"/>. The gradient passes where x lies strictly between them.</summary>
    /// <exception cref="ArgumentException">The limits are in the wrong order.</exception>
    public static Tensor Clamp(this Tensor x, double low, double high)
    {
        if (!(low <= high))
        {
            throw new ArgumentException($"Clamp needs low ≤ high, but got {low} and {high}.");
        }
        Tensor y = Elements.Map(x, new Clamp<float>((float)low, (float)high), new Clamp<double>(low, high));
        return Tape.Record(y, [x], (x, low, high), static (s, dy) =>
        {
            Tensor inside = s.x.Greater(Tensor.Scalar(s.low, dy.DType)).To(dy.DType) * s.x.Less(Tensor.Scalar(s.high, dy.DType)).To(dy.DType);
            s.x.AddGradient(dy * inside);
        });
    }
}
