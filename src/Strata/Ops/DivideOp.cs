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
        return Tape.Record(y, [a, b], (a, b, y), static (s, dy) =>
        {
            if (s.a.NeedsGradient)
            {
                s.a.AddBroadcastGradient(dy / s.b, fresh: true);
            }
            if (s.b.NeedsGradient)
            {
                s.b.AddBroadcastGradient(-(dy * s.y / s.b), fresh: true);
            }
        });
    }
}
