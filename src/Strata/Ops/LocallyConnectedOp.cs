using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Filters that are not shared between places.</summary>
public static class LocallyConnectedOp
{
    /// <summary>y[n, f, p] = Σₜ w[p, f, t] · x[n, taps[p, t]]: at each place p its own filters look at their own elements of the input.</summary>
    /// <param name="x">[batch, inputs].</param>
    /// <param name="w">[places, filters, taps].</param>
    /// <param name="taps">Int32 [places · taps], the inputs that a place looks at.</param>
    /// <returns>[batch, filters, places].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tap is no input.</exception>
    public static Tensor LocallyConnected(this Tensor x, Tensor w, Tensor taps)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(w);
        if (x.Rank != 2 || w.Rank != 3)
        {
            throw new ArgumentException($"LocallyConnected takes an input [batch, inputs] and filters [places, filters, taps], but got {x.Shape} and {w.Shape}.");
        }
        Tensor patches = x.Transpose().Gather(taps).Reshape([w.Shape[0], w.Shape[2], x.Shape[0]]);
        return w.MatMul(patches).Transpose(2, 1, 0); // [places, filters, batch] → [batch, filters, places]
    }
}
