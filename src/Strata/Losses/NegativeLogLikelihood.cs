using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// -Σ_c s_c z_c on log-probabilities z [batch, classes], averaged over the samples. Targets are class labels, Int32 [batch], or probabilities
/// [batch, classes]. Predictions are e^z. For a model that ends in logits, <see cref="SoftmaxCrossEntropy"/> does both steps.
/// </summary>
public sealed class NegativeLogLikelihood : Loss
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is out of range.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
        => -(output * Targets.Distribution(output, target, nameof(NegativeLogLikelihood))).Sum() / output.Shape[0];

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => output.Exp();
}
