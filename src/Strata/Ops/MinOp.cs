using Strata.Kernels.Reduction;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The smallest element over axes.</summary>
public static class MinOp
{
    /// <summary>The smallest element over the given axes, or over all; NaN wins. The gradient is shared equally by all that are as small.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; none for all.</param>
    /// <param name="keepAxes">Keeps the axes with length one.</param>
    public static Tensor Min(this Tensor x, ReadOnlySpan<int> axes = default, bool keepAxes = false)
        => Extreme.Of(x, axes, keepAxes, Reductions.Min, Reductions.Min);
}
