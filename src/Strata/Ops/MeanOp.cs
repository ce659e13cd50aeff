using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Means over axes.</summary>
public static class MeanOp
{
    /// <summary>The mean over the given axes, or over all of them when none is given; NaN over no elements.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; none for all.</param>
    /// <param name="keepAxes">Keeps the axes with length one.</param>
    public static Tensor Mean(this Tensor x, ReadOnlySpan<int> axes = default, bool keepAxes = false)
    {
        Tensor sum = x.Sum(axes, keepAxes);
        return sum * ((double)sum.Count / x.Count);
    }
}
