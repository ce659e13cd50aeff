using Strata.Ops;
using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>The scores of a two-class problem, gathered batch by batch, and what every threshold makes of them.</summary>
internal sealed class BinaryScores
{
    private readonly List<(double Score, bool Positive)> _samples = [];

    /// <summary>The samples of class 1.</summary>
    public int Positives => _samples.Count(s => s.Positive);

    /// <summary>The samples of class 0.</summary>
    public int Negatives => _samples.Count - Positives;

    /// <summary>Takes in one batch.</summary>
    /// <param name="predictions">[batch, 1] of the score of class 1, or [batch, 2], whose second column it is.</param>
    /// <param name="targets">Int32 [batch], 0 or 1; or of the predictions' shape, one-hot if there are two columns.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a target is neither 0 nor 1, or a score is not a number.</exception>
    public void Add(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        bool labels = targets.DType == DType.Int32 && targets.Rank == 1;
        if (predictions.Rank != 2 || predictions.Shape[1] is not (1 or 2) || targets.Rank == 0 || targets.Shape[0] != predictions.Shape[0] ||
            (!labels && targets.Shape != predictions.Shape))
        {
            throw new ArgumentException(
                "A curve over thresholds takes predictions [batch, 1] or [batch, 2] with Int32 labels [batch] or targets of the same shape, " +
                $"but got predictions {predictions.Shape} and {targets.DType} targets {targets.Shape}.");
        }
        double[] scores = LastColumn(predictions), truth = labels ? targets.To(DType.Float64).ToArray<double>() : LastColumn(targets);
        int bad = Array.FindIndex(truth, t => t is not (0 or 1));
        if (bad >= 0)
        {
            throw new ArgumentException($"Target {bad} is {truth[bad]}; a curve over thresholds is of two classes, 0 and 1.", nameof(targets));
        }
        if (Array.FindIndex(scores, double.IsNaN) is >= 0 and var hole)
        {
            throw new ArgumentException($"The score of sample {hole} is not a number.", nameof(predictions));
        }
        _samples.AddRange(scores.Zip(truth, (score, t) => (score, t == 1)));
    }

    /// <summary>From the highest score down: how many positives and negatives have at least that score.</summary>
    public IEnumerable<(double Threshold, int TruePositives, int FalsePositives)> Thresholds()
    {
        int truePositives = 0, falsePositives = 0;
        foreach (IGrouping<double, (double Score, bool Positive)> equals in _samples.GroupBy(s => s.Score).OrderByDescending(g => g.Key))
        {
            int positives = equals.Count(s => s.Positive);
            truePositives += positives;
            falsePositives += equals.Count() - positives;
            yield return (equals.Key, truePositives, falsePositives);
        }
    }

    private static double[] LastColumn(Tensor rows) => rows.Slice(1, rows.Shape[1] - 1, 1).To(DType.Float64).ToArray<double>();
}
