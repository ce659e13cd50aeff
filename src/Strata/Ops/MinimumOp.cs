using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The smaller of two elements.</summary>
public static class MinimumOp
{
    /// <summary>The smaller of a and b, of tensors that broadcast. The gradient goes to the one that was taken, half to each where they are equal.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Minimum(this Tensor a, Tensor b)
    {
        Tensor y = Elements.Zip(a, b, new Minimum<float>(), new Minimum<double>());
        return Tape.Record(y, [a, b], (a, b), static (s, dy) =>
        {
            Tensor taken = s.a.Less(s.b).To(dy.DType) + (0.5 * s.a.EqualTo(s.b).To(dy.DType));
            s.a.AddBroadcastGradient(dy * taken, fresh: true);
            s.b.AddBroadcastGradient(dy * (1 - taken), fresh: true);
        });
    }
}
