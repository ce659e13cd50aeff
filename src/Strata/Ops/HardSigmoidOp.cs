using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The piecewise linear sigmoid.</summary>
public static class HardSigmoidOp
{
    /// <summary>x / 6 + 1/2 between 0 and 1 (Howard et al. 2019), element by element.</summary>
    public static Tensor HardSigmoid(this Tensor x) => ((x / 6) + 0.5).Clamp(0, 1);
}
