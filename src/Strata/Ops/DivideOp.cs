using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Element-wise a / b.</summary>
public static class DivideOp
{
    /// <summary>Element-wise a / b, of tensors that broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Divide(this Tensor a, Tensor b)
    {
        Tensor y = Elements.Zip(a, b, new Divide<float>(), new Divide<double>());
        return Tape.Record(y, [a, b], dy =>
        {
            if (a.NeedsGradient)
            {
                a.AddBroadcastGradient(dy / b);
            }
            if (b.NeedsGradient)
            {
                b.AddBroadcastGradient(-(dy * y / b));
            }
        });
    }
}
