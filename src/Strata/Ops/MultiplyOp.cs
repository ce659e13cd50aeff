using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Element-wise a · b.</summary>
public static class MultiplyOp
{
    /// <summary>Element-wise a · b, of tensors that broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Multiply(this Tensor a, Tensor b)
    {
        Tensor y = Elements.Zip(a, b, new Multiply<float>(), new Multiply<double>());
        return Tape.Record(y, [a, b], (a, b), static (s, dy) =>
        {
            if (s.a.NeedsGradient)
            {
                s.a.AddBroadcastGradient(dy * s.b, fresh: true);
            }
            if (s.b.NeedsGradient)
            {
                s.b.AddBroadcastGradient(dy * s.a, fresh: true);
            }
        });
    }
}
