using Strata.Kernels.Elementwise;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The sign.</summary>
public static class SignOp
{
    /// <summary>1 for x &gt; 0, -1 for x &lt; 0, 0 for 0. Its gradient is zero wherever it has one, so none flows through it.</summary>
    public static Tensor Sign(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elements.Map(x, new Sign<float>(), new Sign<double>());
    }
}
