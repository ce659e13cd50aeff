using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Powers with a fixed exponent.</summary>
public static class PowOp
{
    /// <summary>x to the power of <paramref name="exponent"/>; NaN for negative x and a fractional exponent.</summary>
    public static Tensor Pow(this Tensor x, double exponent)
    {
        Tensor y = Tensor.Uninitialized(x.Shape, x.DType);
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Elementwise.ZipScalar(x.AsSpan<float>(), (float)exponent, y.AsSpan<float>(), new Power<float>());
        }
        else
        {
            Elementwise.ZipScalar(x.AsSpan<double>(), exponent, y.AsSpan<double>(), new Power<double>());
        }
        return Tape.Record(y, [x], (x, exponent), static (s, dy) => s.x.AddGradient(s.exponent == 0 ? dy * 0 : dy * (s.exponent * s.x.Pow(s.exponent - 1))));
    }
}
