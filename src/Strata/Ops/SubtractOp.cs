using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Element-wise a - b.</summary>
public static class SubtractOp
{
    /// <summary>Element-wise a - b, of tensors that broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Subtract(this Tensor a, Tensor b)
    {
        Tensor y = Elements.Zip(a, b, new Subtract<float>(), new Subtract<double>());
        return Tape.Record(y, [a, b], (a, b), static (s, dy) =>
        {
            s.a.AddBroadcastGradient(dy);
            if (s.b.NeedsGradient)
            {
                s.b.AddBroadcastGradient(-dy, fresh: true);
            }
        });
    }
}
