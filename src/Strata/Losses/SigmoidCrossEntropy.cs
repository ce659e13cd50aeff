using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The cross-entropy of independent yes-or-no outputs, -t log σ(z) - (1 - t) log(1 - σ(z)), on logits z [batch, ...] and averaged over all elements. Targets
/// have the output's shape and are from 0 to 1. Predictions are σ(z).
/// </summary>
public sealed class SigmoidCrossEntropy : Loss
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a target is not from 0 to 1.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        target = Targets.Like(output, target, nameof(SigmoidCrossEntropy));
        Targets.RequireValues(target, t => t is >= 0 and <= 1, "0 to 1", nameof(SigmoidCrossEntropy));
        return output.SigmoidCrossEntropy(target);
    }

    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32;

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => output.Sigmoid();
}
