using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>What the largest and the smallest element over axes have in common: all but the kernel.</summary>
internal static class Extreme
{
    /// <summary>The extreme element over the given axes; its gradient is shared equally by all elements that equal it.</summary>
    public static Tensor Of(Tensor x, ReadOnlySpan<int> axes, bool keepAxes, Axes.Kernel<float> ofFloats, Axes.Kernel<double> ofDoubles)
    {
        ArgumentNullException.ThrowIfNull(x);
        var reduced = new Axes(x.Shape, axes);
        Tensor extreme = reduced.Reduce(x, ofFloats, ofDoubles);
        Tensor y = Tape.Record(extreme.View(extreme.Shape), [x], (x, extreme), static (s, dy) =>
        {
            Tensor chosen = s.x.EqualTo(s.extreme).To(dy.DType);
            s.x.AddGradient(dy * (chosen / chosen.SumTo(dy.Shape)));
        });
        return keepAxes ? y : y.Reshape(reduced.Dropped);
    }
}
