using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The cross-entropy of softmax probabilities, computed from the logits in one piece so that nothing overflows.</summary>
public static class SoftmaxCrossEntropyOp
{
    /// <summary>The mean over the batch of -ln softmax(logits)[target]; its gradient is (softmax(logits) - target) / batch.</summary>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="targets">Int32 labels [batch], or weights of the classes [batch, classes], which usually add up to one.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a label is not below the number of classes.</exception>
    public static Tensor SoftmaxCrossEntropy(this Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        bool labels = targets.DType == DType.Int32;
        if (logits.Rank != 2 || (labels ? targets.Rank != 1 || targets.Count != logits.Shape[0] : targets.Shape != logits.Shape))
        {
            throw new ArgumentException(
                $"Cross-entropy takes logits [batch, classes] and Int32 labels [batch] or weights [batch, classes], but got {logits.Shape} and {targets.DType} {targets.Shape}.");
        }
        int batch = logits.Shape[0];
        if (!labels)
        {
            return -Weighted(targets, logits.LogSoftmax()) / batch;
        }
        Tensor oneHot = targets.OneHot(logits.Shape[1], logits.RequireFloatingPoint());
        Tensor loss;
        using (Tape.Pause())
        {
            loss = -Weighted(oneHot, logits.LogSoftmax()) / batch;
        }
        return Tape.Record(loss, [logits], (logits, oneHot), static (s, dy) => s.logits.AddGradient((s.logits.Softmax() - s.oneHot) * (dy / s.logits.Shape[0])));
    }

    // Σ t ln p, where nothing is asked of classes of weight zero: ln p may be -∞ there.
    private static Tensor Weighted(Tensor targets, Tensor logProbabilities)
    {
        Tensor zero = Tensor.Scalar(0, targets.DType);
        return (targets * targets.EqualTo(zero).Where(zero, logProbabilities)).Sum();
    }
}
