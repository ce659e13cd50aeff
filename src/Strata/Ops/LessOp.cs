using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The comparison a &lt; b.</summary>
public static class LessOp
{
    /// <summary>A mask: where a &lt; b, of tensors that broadcast. Comparisons with NaN are false.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor Less(this Tensor a, Tensor b) => Comparison.Of(a, b, Compare.Less, Compare.Less, Compare.Less);
}
