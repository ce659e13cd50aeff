using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The square.</summary>
public static class SquareOp
{
    /// <summary>x², element by element.</summary>
    public static Tensor Square(this Tensor x)
    {
        Tensor y = Elements.Map(x, new Square<float>(), new Square<double>());
        return Tape.Record(y, [x], x, static (x, dy) => x.AddGradient(dy * (2 * x)));
    }
}
