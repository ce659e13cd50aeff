using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Training;

/// <summary>How numbers are spread, such as the values that a layer gives over a batch. All are NaN where one of the numbers is.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">Over n, not n - 1.</param>
/// <param name="Quantiles">At <see cref="Levels"/>, interpolated between neighbours; the first is the least and the last the largest number.</param>
/// <param name="Histogram">Counts over bins of one width from <paramref name="Low"/> to <paramref name="High"/>; empty where a number is not finite.</param>
/// <param name="Low">The 0.5 % quantile: the few numbers beyond are left out of the histogram.</param>
/// <param name="High">The 99.5 % quantile.</param>
public sealed record ValueDistribution(
    double Mean, double StandardDeviation, IReadOnlyList<double> Quantiles, IReadOnlyList<int> Histogram, double Low, double High)
{
    private const int Bins = 32;
    private const double Tail = 0.005;

    /// <summary>The shares of the numbers that lie below each quantile: 0, 5, 25, 50, 75, 95 and 100 %.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    /// <summary>The middle one of the quantiles.</summary>
    public double Median => Quantiles[3];

    /// <summary>Of the given numbers, at least one.</summary>
    internal static ValueDistribution Of(double[] values)
    {
        double mean = TensorPrimitives.Average<double>(values);
        double deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        if (!TensorPrimitives.IsFiniteAll<double>(values))
        {
            return new ValueDistribution(mean, deviation, [.. Levels.Select(_ => double.NaN)], [], double.NaN, double.NaN);
        }
        double[] sorted = (double[])values.Clone();
        Array.Sort(sorted);
        double low = Quantile(sorted, Tail), high = Quantile(sorted, 1 - Tail);
        int[] histogram = new int[Bins];
        foreach (double value in sorted.Where(v => v >= low && v <= high))
        {
            histogram[high > low ? Math.Min(Bins - 1, (int)((value - low) / (high - low) * Bins)) : 0]++;
        }
        return new ValueDistribution(mean, deviation, [.. Levels.Select(level => Quantile(sorted, level))], histogram, low, high);
    }

    private static double Quantile(double[] sorted, double level)
    {
        double place = level * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[^1];
    }
}
