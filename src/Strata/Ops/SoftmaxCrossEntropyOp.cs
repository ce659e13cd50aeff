using System.Numerics;
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
        OneHotOp.RequireLabels(targets, logits.Shape[1]);
        Tensor logProbabilities;
        using (Tape.Pause())
        {
            logProbabilities = logits.LogSoftmax();
        }
        Tensor loss = Tensor.Scalar(logits.RequireFloatingPoint() == DType.Float32 ? Mean<float>(logProbabilities, targets) : Mean<double>(logProbabilities, targets), logits.DType);
        return Tape.Record(loss, [logits], (logits, logProbabilities, targets), static (s, dy) =>
        {
            if (Tape.IsRecording)
            {
                Tensor oneHot = s.targets.OneHot(s.logits.Shape[1], dy.DType);
                s.logits.AddGradient((s.logits.Softmax() - oneHot) * (dy / s.logits.Shape[0]));
                return;
            }
            double share = dy.ToScalar() / s.logits.Shape[0];
            Tensor gradient = s.logProbabilities.Exp() * share;
            if (dy.DType == DType.Float32)
            {
                AddAtLabels(gradient, s.targets, (float)-share);
            }
            else
            {
                AddAtLabels(gradient, s.targets, -share);
            }
            s.logits.AddFreshGradient(gradient);
        });
    }

    // The mean over the rows of minus the element at the label.
    private static double Mean<T>(Tensor logProbabilities, Tensor labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> values = logProbabilities.AsSpan<T>();
        ReadOnlySpan<int> label = labels.AsSpan<int>();
        int classes = logProbabilities.Shape[1];
        double sum = 0;
        for (int row = 0; row < label.Length; row++)
        {
            sum -= double.CreateTruncating(values[(row * classes) + label[row]]);
        }
        return sum / label.Length;
    }

    private static void AddAtLabels<T>(Tensor x, Tensor labels, T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = x.AsSpan<T>();
        ReadOnlySpan<int> label = labels.AsSpan<int>();
        int classes = x.Shape[1];
        for (int row = 0; row < label.Length; row++)
        {
            values[(row * classes) + label[row]] += value;
        }
    }

    // Σ t ln p, where nothing is asked of classes of weight zero: ln p may be -∞ there.
    private static Tensor Weighted(Tensor targets, Tensor logProbabilities)
    {
        Tensor zero = Tensor.Scalar(0, targets.DType);
        return (targets * targets.EqualTo(zero).Where(zero, logProbabilities)).Sum();
    }
}
