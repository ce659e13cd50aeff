using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The affine map of a fully connected layer.</summary>
public static class LinearOp
{
    /// <summary>x Wᵀ + b: [..., inputs] → [..., units], as one op.</summary>
    /// <param name="x">[..., inputs], of two axes or more.</param>
    /// <param name="w">W [units, inputs].</param>
    /// <param name="b">b [units].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or the types differ.</exception>
    public static Tensor Linear(this Tensor x, Tensor w, Tensor b)
    {
        Elements.SameFloatingPoint(x, w);
        Elements.SameFloatingPoint(w, b);
        if (x.Rank < 2 || w.Rank != 2 || b.Rank != 1 || x.Shape[^1] != w.Shape[1] || b.Count != w.Shape[0])
        {
            throw new ArgumentException($"A linear map takes x [..., inputs], W [units, inputs] and b [units], but got {x.Shape}, {w.Shape} and {b.Shape}.");
        }
        Tensor y;
        using (Tape.Pause())
        {
            y = x.MatMul(w, transposeB: true);
        }
        ChannelBiasOp.Into(Rows(y), b);
        return Tape.Record(y, [x, w, b], (x, w, b), static (s, dy) =>
        {
            if (s.x.NeedsGradient)
            {
                s.x.AddFreshGradient(dy.MatMul(s.w));
            }
            if (s.w.NeedsGradient)
            {
                s.w.AddGradientOfProduct(Rows(dy), Rows(s.x), transposeA: true, transposeB: false);
            }
            s.b.AddBroadcastGradient(dy);
        });
    }

    private static Tensor Rows(Tensor x) => x.Rank == 2 ? x : x.Reshape([x.Shape[..^1].ElementCount, x.Shape[^1]]);
}
