using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The cross-entropy of classes, -Σ_c s_c log softmax(z)_c, on logits z [batch, classes] and averaged over the samples. Targets are class labels, Int32
/// [batch], or probabilities [batch, classes]. Predictions are softmax(z).
/// </summary>
public sealed class SoftmaxCrossEntropy : Loss
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is out of range.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Targets.RequireClasses(output, nameof(SoftmaxCrossEntropy));
        if (target.DType.IsFloatingPoint())
        {
            return output.SoftmaxCrossEntropy(Targets.Like(output, target, nameof(SoftmaxCrossEntropy)));
        }
        Targets.RequireLabels(output, target, nameof(SoftmaxCrossEntropy));
        return output.SoftmaxCrossEntropy(target);
    }

    /// <inheritdoc/>
    public override bool TakesLabels(Tensor targets) => targets?.DType == DType.Int32;

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => output.Softmax();
}
