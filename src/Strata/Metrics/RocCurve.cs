using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>One threshold of a <see cref="RocCurve"/>: samples whose score is at least that are called positive.</summary>
/// <param name="Threshold">The score; infinite at the curve's beginning.</param>
/// <param name="FalsePositiveRate">The part of class 0 that is called positive.</param>
/// <param name="TruePositiveRate">The part of class 1 that is called positive.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>
/// The receiver operating characteristic of two classes (Fawcett 2006). Its value is the area below it: how probably a sample of class 1 has a higher score than
/// one of class 0, equal scores counting half. Predictions are [batch, 1] of the score of class 1, or [batch, 2]; targets are Int32 labels [batch], or of
/// the predictions' shape. All scores are kept.
/// </summary>
public sealed class RocCurve : Metric
{
    private readonly BinaryScores _scores = new();

    /// <inheritdoc/>
    public override string Name => "roc_area";

    /// <summary>The area below the curve; not a number until there are samples of both classes.</summary>
    public override double Value
    {
        get
        {
            IReadOnlyList<RocPoint> points = Points;
            return points.Count == 1 ? double.NaN : points.Zip(points.Skip(1), (a, b) =>
                (b.FalsePositiveRate - a.FalsePositiveRate) * (a.TruePositiveRate + b.TruePositiveRate) / 2).Sum();
        }
    }

    /// <summary>The curve from (0, 0), a point for each score that occurs, to (1, 1).</summary>
    public IReadOnlyList<RocPoint> Points
    {
        get
        {
            double positives = _scores.Positives, negatives = _scores.Negatives;
            return [new(double.PositiveInfinity, 0 / negatives, 0 / positives), .. _scores.Thresholds()
                .Select(t => new RocPoint(t.Threshold, t.FalsePositives / negatives, t.TruePositives / positives))];
        }
    }

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets) => _scores.Add(predictions, targets);
}
