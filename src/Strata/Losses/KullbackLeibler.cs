using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The divergence of Kullback and Leibler (1951) from softmax(z) to given probabilities t, Σ_c t_c (ln t_c - ln softmax(z)_c), on logits z [batch, classes]
/// (log-probabilities are logits too) and averaged over the samples. Targets are probabilities [batch, classes] or labels, Int32 [batch]. It is the
/// cross-entropy less the targets' own entropy, so its least value is zero. Predictions are softmax(z).
/// </summary>
public sealed class KullbackLeibler : Loss
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, a label is out of range, or a probability is not from 0 to 1.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        target = Targets.Distribution(output, target, nameof(KullbackLeibler));
        Targets.RequireValues(target, t => t is >= 0 and <= 1, "0 to 1", nameof(KullbackLeibler));
        Tensor logarithm = target.Clamp(1e-30, 1).Log(); // 0 ln 0 = 0
        return (target * (logarithm - output.LogSoftmax())).Sum() / output.Shape[0];
    }

    /// <inheritdoc/>
    public override Tensor Predictions(Tensor output) => output.Softmax();
}
