using Strata.Autograd;
using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The biases of a convolution.</summary>
internal static class ChannelBiasOp
{
    /// <summary>x + b by channels, in the memory of x.</summary>
    /// <param name="x">[batch, channels, ...], just computed, by an op whose way back does not look at its value, and used nowhere else.</param>
    /// <param name="b">b [channels].</param>
    public static Tensor AddInPlace(Tensor x, Tensor b)
    {
        Into(x, b);
        return Tape.Record(x.View(x.Shape), [x, b], (x, b), static (s, dy) =>
        {
            s.x.AddGradient(dy);
            AddGradient(s.b, dy);
        });
    }

    /// <summary>Adds the sums of dy [batch, channels, ...] by channels to the gradient of b, if that is wanted.</summary>
    public static void AddGradient(Tensor b, Tensor dy)
    {
        if (b.NeedsGradient)
        {
            b.AddGradient(dy.SumTo(Shape.Along(1, b.Count, dy.Rank)).Reshape(b.Shape));
        }
    }

    /// <summary>x += b by channels, without a record.</summary>
    /// <param name="x">[batch, channels, ...].</param>
    /// <param name="b">b [channels].</param>
    public static void Into(Tensor x, Tensor b)
    {
        (int batch, int channels, int inner) = (x.Shape[0], x.Shape[1], x.Shape[2..].ElementCount);
        if (x.DType == DType.Float32)
        {
            Broadcast.Zip<float, Add<float>>(
                x.AsSpan<float>(), [channels * inner, inner, 1], b.AsSpan<float>(), [0, 1, 0], x.AsSpan<float>(), [batch, channels, inner], default);
        }
        else
        {
            Broadcast.Zip<double, Add<double>>(
                x.AsSpan<double>(), [channels * inner, inner, 1], b.AsSpan<double>(), [0, 1, 0], x.AsSpan<double>(), [batch, channels, inner], default);
        }
    }
}
