using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>½ Σ (output - target)² of each sample, and the mean of that over the samples. Targets have the output's shape.</summary>
public sealed class SquaredError : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor output, Tensor target)
        => (output - Targets.Like(output, target, nameof(SquaredError))).Square().Sum() * (0.5 / output.Shape[0]);
}
