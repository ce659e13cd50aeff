using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The largest element over axes.</summary>
public static class MaxOp
{
    /// <summary>The largest element over the given axes, or over all; NaN wins. The gradient is shared equally by all that are as large.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; none for all.</param>
    /// <param name="keepAxes">Keeps the axes with length one.</param>
    public static Tensor Max(this Tensor x, ReadOnlySpan<int> axes = default, bool keepAxes = false)
        => Extreme.Of(x, axes, keepAxes, Reductions.Max, Reductions.Max);
}
