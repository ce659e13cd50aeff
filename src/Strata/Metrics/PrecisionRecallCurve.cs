using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>One threshold of a <see cref="PrecisionRecallCurve"/>: samples whose score is at least that are called positive.</summary>
/// <param name="Threshold">The score; infinite at the curve's beginning.</param>
/// <param name="Recall">The part of class 1 that is called positive.</param>
/// <param name="Precision">The part of those called positive that are of class 1.</param>
public readonly record struct PrecisionRecallPoint(double Threshold, double Recall, double Precision);

/// <summary>
/// Precision against recall of two classes, over all thresholds. Its value is the average precision, the area below the curve as steps: Σ (Rₙ - Rₙ₋₁) Pₙ.
/// Predictions are [batch, 1] of the score of class 1, or [batch, 2]; targets are Int32 labels [batch], or of the predictions' shape. All scores are kept.
/// </summary>
public sealed class PrecisionRecallCurve : Metric
{
    private readonly BinaryScores _scores = new();

    /// <inheritdoc/>
    public override string Name => "average_precision";

    /// <summary>The average precision; not a number until there is a sample of class 1.</summary>
    public override double Value
    {
        get
        {
            IReadOnlyList<PrecisionRecallPoint> points = Points;
            return points.Count > 1 ? points.Zip(points.Skip(1), (a, b) => (b.Recall - a.Recall) * b.Precision).Sum() : double.NaN;
        }
    }

    /// <summary>The curve from recall 0, where the precision is set to 1, a point for each score that occurs, to recall 1.</summary>
    public IReadOnlyList<PrecisionRecallPoint> Points
    {
        get
        {
            double positives = _scores.Positives;
            return [new(double.PositiveInfinity, 0 / positives, 1), .. _scores.Thresholds()
                .Select(t => new PrecisionRecallPoint(t.Threshold, t.TruePositives / positives, t.TruePositives / (double)(t.TruePositives + t.FalsePositives)))];
        }
    }

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets) => _scores.Add(predictions, targets);
}
