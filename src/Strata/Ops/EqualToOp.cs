using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The comparison a = b.</summary>
public static class EqualToOp
{
    /// <summary>A mask: where a = b, of tensors that broadcast. Comparisons with NaN are false.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the types differ.</exception>
    public static Tensor EqualTo(this Tensor a, Tensor b) => Comparison.Of(a, b, Compare.Equal, Compare.Equal, Compare.Equal);
}
