using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Variances over axes.</summary>
public static class VarianceOp
{
    /// <summary>The mean squared distance from the mean over the given axes (the population's variance, divided by n), or over all of them.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Axes, negative ones counted from the innermost; none for all.</param>
    /// <param name="keepAxes">Keeps the axes with length one.</param>
    public static Tensor Variance(this Tensor x, ReadOnlySpan<int> axes = default, bool keepAxes = false)
        => (x - x.Mean(axes, keepAxes: true)).Square().Mean(axes, keepAxes);
}
