using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The cross-entropy of logistic probabilities, computed from the logits in one piece so that nothing overflows.</summary>
public static class SigmoidCrossEntropyOp
{
    /// <summary>
    /// The mean over all elements of -t ln σ(x) - (1 - t) ln(1 - σ(x)) = max(x, 0) - x t + ln(1 + e^-|x|); its gradient is (σ(x) - t) / count.
    /// </summary>
    /// <param name="logits">x, any shape.</param>
    /// <param name="targets">t, of the same shape and type, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The shapes or types differ.</exception>
    public static Tensor SigmoidCrossEntropy(this Tensor logits, Tensor targets)
    {
        Elements.SameFloatingPoint(logits, targets);
        if (logits.Shape != targets.Shape)
        {
            throw new ArgumentException($"Cross-entropy takes logits and targets of one shape, but got {logits.Shape} and {targets.Shape}.");
        }
        Tensor loss;
        using (Tape.Pause())
        {
            loss = (logits.Relu() - (logits * targets) + (-logits.Abs()).Softplus()).Mean();
        }
        return Tape.Record(loss, [logits, targets], (logits, targets), static (s, dy) =>
        {
            (Tensor logits, Tensor targets) = s;
            Tensor share = dy / logits.Count;
            logits.AddGradient((logits.Sigmoid() - targets) * share);
            if (targets.NeedsGradient)
            {
                targets.AddGradient(-(logits * share));
            }
        });
    }
}
