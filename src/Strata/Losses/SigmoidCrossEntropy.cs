using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The cross-entropy of independent yes-or-no outputs, -t log σ(z) - (1 - t) log(1 - σ(z)), on logits z [batch, ...] and averaged over all elements; or the sum over
/// a sample's elements, averaged over the samples. Targets have the output's shape and are from 0 to 1. Predictions are σ(z).
/// </summary>
/// <param name="sum">Whether a sample's terms are added up: the nats that a picture costs. Default: false, their mean.</param>
public sealed class SigmoidCrossEntropy(bool sum = false) : Loss
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a target is not from 0 to 1.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        target = Targets.Like(output, target, nameof(SigmoidCrossEntropy));
        Targets.RequireValues(target, t => t is >= 0 and <= 1, "0 to 1", nameof(SigmoidCrossEntropy));
        Tensor mean = output.SigmoidCrossEntropy(target);
        return sum ? mean * (output.Count / output.Shape[0]) : mean;
    }

    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32;

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => output.Sigmoid();
}
