using Strata.Autograd;
using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Sums over axes.</summary>
public static class SumOp
{
    /// <summary>The sum over the given axes, or over all of them when none is given.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; null for all.</param>
    /// <param name="keepAxes">Keeps the summed axes with length one.</param>
    public static Tensor Sum(this Tensor x, int[]? axes = null, bool keepAxes = false)
    {
        bool[] reduced = Axes.Mark(x.Shape, axes);
        Tensor y = Axes.Reduce(x, reduced, Reductions.Sum, Reductions.Sum);
        Shape kept = Axes.Kept(x.Shape, reduced);
        y = Tape.Record(y.View(kept), [x], dy => x.AddGradient(dy.BroadcastTo(x.Shape)));
        return keepAxes ? y : y.Reshape(Axes.Dropped(x.Shape, reduced));
    }

    /// <summary>Sums the axes along which <paramref name="shape"/> would have been stretched to give this tensor's shape.</summary>
    internal static Tensor SumTo(this Tensor x, Shape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }
        int lead = x.Rank - shape.Rank;
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(i => i < lead || (shape[i - lead] == 1 && x.Shape[i] != 1))];
        return x.Sum(axes, keepAxes: true).Reshape(shape);
    }
}
