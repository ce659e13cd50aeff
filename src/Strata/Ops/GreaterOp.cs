using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The comparison a &gt; b.</summary>
public static class GreaterOp
{
    /// <summary>A mask: where a &gt; b, of tensors that broadcast. Comparisons with NaN are false.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Greater(this Tensor a, Tensor b) => Comparison.Of(a, b, Compare.Greater, Compare.Greater, Compare.Greater);
}
