using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>The mean of |output - target| over all samples and elements. Targets have the output's shape.</summary>
public sealed class AbsoluteError : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor output, Tensor target) => (output - Targets.Like(output, target, nameof(AbsoluteError))).Abs().Mean();
}
