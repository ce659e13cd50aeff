using Strata.Autograd;
using Strata.Kernels.Elementwise;
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
            loss = Elements.Zip(logits, targets, new SigmoidCrossEntropy<float>(), new SigmoidCrossEntropy<double>()).Mean();
        }
        return Tape.Record(loss, [logits, targets], (logits, targets), static (s, dy) =>
        {
            (Tensor logits, Tensor targets) = s;
            if (Tape.IsRecording)
            {
                logits.AddGradient((logits.Sigmoid() - targets) * (dy / logits.Count));
            }
            else if (logits.NeedsGradient)
            {
                double share = dy.ToScalar() / logits.Count;
                logits.AddFreshGradient(Elements.Zip(
                    logits, targets, new SigmoidCrossEntropyGradient<float>((float)share), new SigmoidCrossEntropyGradient<double>(share)));
            }
            if (targets.NeedsGradient)
            {
                targets.AddGradient(-(logits * (dy / logits.Count)));
            }
        });
    }
}
