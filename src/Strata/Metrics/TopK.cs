using System.Globalization;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>
/// The share of samples whose right class is among the k most probable; of equally probable ones the lower come first. Predictions are [batch, classes], targets
/// Int32 labels [batch].
/// </summary>
/// <param name="k">At least one; with k = 1 this is <see cref="Accuracy"/>.</param>
/// <exception cref="ArgumentOutOfRangeException">k is below one.</exception>
public sealed class TopK(int k) : Metric
{
    private readonly int _k = k >= 1 ? k : throw new ArgumentOutOfRangeException(nameof(k), k, "Top-k accuracy needs k of at least one.");
    private long _right;
    private long _all;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"top_{_k}_accuracy");

    /// <inheritdoc/>
    public override double Value => (double)_right / _all;

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Rank != 2 || targets.DType != DType.Int32 || targets.Rank != 1 || targets.Shape[0] != predictions.Shape[0])
        {
            throw new ArgumentException(
                $"Top-k accuracy takes predictions [batch, classes] with Int32 labels [batch], " +
                $"but got predictions {predictions.Shape} and {targets.DType} targets {targets.Shape}.");
        }
        int classes = predictions.Shape[1];
        ReadOnlySpan<double> scores = predictions.To(DType.Float64).AsSpan<double>();
        ReadOnlySpan<int> labels = targets.AsSpan<int>();
        if (labels.IndexOfAnyExceptInRange(0, classes - 1) is >= 0 and var bad)
        {
            throw new ArgumentException($"Target {bad} is {labels[bad]}; with {classes} classes targets are 0 to {classes - 1}.", nameof(targets));
        }
        for (int i = 0; i < labels.Length; i++)
        {
            _right += Before(scores.Slice(i * classes, classes), labels[i]) < _k ? 1 : 0;
        }
        _all += labels.Length;
    }

    // How many classes are ranked before the label's. Of a score that is not a number all are, so that it is never right.
    private static int Before(ReadOnlySpan<double> scores, int label)
    {
        int before = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            bool after = c == label || (c < label ? scores[c] < scores[label] : scores[c] <= scores[label]);
            before += after && !double.IsNaN(scores[label]) ? 0 : 1;
        }
        return before;
    }
}
