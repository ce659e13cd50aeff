using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>scale · x + shift with two numbers: what all arithmetic between a tensor and a number comes down to.</summary>
public static class AffineOp
{
    /// <summary>scale · x + shift, element by element.</summary>
    public static Tensor Affine(this Tensor x, double scale, double shift)
    {
        Tensor y = Elements.Map(x, new Affine<float>((float)scale, (float)shift), new Affine<double>(scale, shift));
        return Tape.Record(y, [x], (x, scale), static (s, dy) => s.x.AddGradient(s.scale == 1 ? dy : dy.Affine(s.scale, 0)));
    }
}
