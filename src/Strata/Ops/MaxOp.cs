using Strata.Autograd;
using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The largest element over axes.</summary>
public static class MaxOp
{
    /// <summary>The largest element over the given axes, or over all; NaN wins. The gradient is shared equally by all that are as large.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; null for all.</param>
    /// <param name="keepAxes">Keeps the axes with length one.</param>
    public static Tensor Max(this Tensor x, int[]? axes = null, bool keepAxes = false)
    {
        bool[] reduced = Axes.Mark(x.Shape, axes);
        Tensor y = Axes.Reduce(x, reduced, Reduce);
        Tensor kept = y.View(Axes.Kept(x.Shape, reduced));
        int[] marked = [.. Enumerable.Range(0, x.Rank).Where(i => reduced[i])];
        y = Tape.Record(kept.View(kept.Shape), [x], dy =>
        {
            Tensor chosen = x.EqualTo(kept).To(x.DType);
            x.AddGradient(dy * (chosen / chosen.Sum(marked, keepAxes: true)));
        });
        return keepAxes ? y : y.Reshape(Axes.Dropped(x.Shape, reduced));
    }

    private static void Reduce(Tensor x, Tensor y, int outer, int length, int inner)
    {
        if (x.RequireFloatingPoint() == DType.Float32)
        {
            Reductions.Max(x.AsSpan<float>(), y.AsSpan<float>(), outer, length, inner);
        }
        else
        {
            Reductions.Max(x.AsSpan<double>(), y.AsSpan<double>(), outer, length, inner);
        }
    }
}
