using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>What the largest and the smallest element over axes have in common: all but the kernel.</summary>
internal static class Extreme
{
    /// <summary>The extreme element over the given axes; its gradient is shared equally by all elements that equal it.</summary>
    public static Tensor Of(Tensor x, int[]? axes, bool keepAxes, Axes.Kernel<float> ofFloats, Axes.Kernel<double> ofDoubles)
    {
        bool[] reduced = Axes.Mark(x.Shape, axes);
        int[] marked = [.. Enumerable.Range(0, x.Rank).Where(i => reduced[i])];
        Tensor extreme = Axes.Reduce(x, reduced, ofFloats, ofDoubles).View(Axes.Kept(x.Shape, reduced));
        Tensor y = Tape.Record(extreme.View(extreme.Shape), [x], dy =>
        {
            Tensor chosen = x.EqualTo(extreme).To(x.DType);
            x.AddGradient(dy * (chosen / chosen.Sum(marked, keepAxes: true)));
        });
        return keepAxes ? y : y.Reshape(Axes.Dropped(x.Shape, reduced));
    }
}
