using Strata.Ops;
using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>
/// Rates of a classifier that may decline to answer: it rejects a sample whose largest probability is below a threshold (Chow 1970). Of all samples a share CR is recognized
/// correctly, E wrongly, and Rej rejected, CR + E + Rej = 1; of those that are answered a share A = CR / (CR + E) is right.
/// </summary>
/// <param name="threshold">From 0 to 1; at 0 nothing is rejected.</param>
/// <exception cref="ArgumentOutOfRangeException">The threshold is not a probability.</exception>
public sealed class RejectRates(double threshold) : Metric
{
    private readonly double _threshold = threshold is >= 0 and <= 1
        ? threshold
        : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold of a rejection is a probability, from 0 to 1.");

    private long _right;
    private long _wrong;
    private long _rejected;

    /// <inheritdoc/>
    public override string Name => "correct_recognition";

    /// <summary>CR.</summary>
    public override double Value => CorrectRecognition;

    /// <summary>CR, the share of all samples that are recognized correctly; not a number before the first sample.</summary>
    public double CorrectRecognition => (double)_right / Count;

    /// <summary>E, the share of all samples that are taken for a wrong class; not a number before the first sample.</summary>
    public double Error => (double)_wrong / Count;

    /// <summary>Rej, the share of all samples that are rejected; not a number before the first sample.</summary>
    public double Reject => (double)_rejected / Count;

    /// <summary>A, the share of the samples that are not rejected that are recognized correctly; not a number where all are.</summary>
    public double Accuracy => (double)_right / (_right + _wrong);

    /// <summary>All samples so far.</summary>
    public long Count => _right + _wrong + _rejected;

    /// <summary>Takes in one batch.</summary>
    /// <param name="predictions">Probabilities [batch, classes]; of equally probable classes the lowest counts.</param>
    /// <param name="targets">Int32 labels [batch].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Rank != 2 || predictions.Shape[1] == 0 || targets.DType != DType.Int32 || targets.Shape != predictions.Shape[..1])
        {
            throw new ArgumentException(
                $"RejectRates takes probabilities [batch, classes] with Int32 labels [batch], but got {predictions.Shape} and {targets.DType} {targets.Shape}.");
        }
        ReadOnlySpan<int> said = predictions.ArgMax(axis: 1).AsSpan<int>(), right = targets.AsSpan<int>();
        ReadOnlySpan<double> sure = predictions.Max([1]).To(DType.Float64).AsSpan<double>();
        for (int i = 0; i < said.Length; i++)
        {
            if (!(sure[i] >= _threshold))
            {
                _rejected++;
            }
            else if (said[i] == right[i])
            {
                _right++;
            }
            else
            {
                _wrong++;
            }
        }
    }
}
