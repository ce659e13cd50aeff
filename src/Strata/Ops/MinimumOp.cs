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
        return Tape.Record(y, [a, b], dy =>
        {
            Tensor taken = a.Less(b).To(a.DType) + (0.5 * a.EqualTo(b).To(a.DType));
            a.AddBroadcastGradient(dy * taken);
            b.AddBroadcastGradient(dy * (1 - taken));
        });
    }
}
