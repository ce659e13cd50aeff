using System.Globalization;

namespace Strata.Models.Energy;

/// <summary>What annealed importance sampling found.</summary>
/// <param name="LogPartition">The estimate of ln Z.</param>
/// <param name="StandardError">Of ln Z, from the spread of the runs' weights; it knows nothing of states that no run has found.</param>
/// <param name="EffectiveRuns">(Σw)²/Σw²: how many runs of equal weight would be worth as much.</param>
/// <param name="Runs">How many runs there were.</param>
public sealed record AisEstimate(double LogPartition, double StandardError, double EffectiveRuns, int Runs)
{
    // A tenth of a nat is small beside what models differ by; weights of a third of the runs are no accident of one of them.
    private const double LargeError = 0.25, FewRuns = 1.0 / 3;

    /// <summary>That the estimate cannot be relied on, and why; null where nothing speaks against it.</summary>
    public string? Warning => StandardError <= LargeError && EffectiveRuns >= FewRuns * Runs
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"ln Z = {LogPartition:F2} has a standard error of {StandardError:F2} nats, and {EffectiveRuns:F1} of {Runs} runs carry the weight: there are too few temperatures, or runs.");

    /// <summary>Of the logarithms of the weights, by which Z is so many times e^<paramref name="logBase"/>.</summary>
    internal static AisEstimate Of(double logBase, double[] logWeights, bool inverse)
    {
        double most = logWeights.Max(), sum = 0, squares = 0;
        foreach (double logWeight in logWeights)
        {
            double w = Math.Exp(logWeight - most);
            sum += w;
            squares += w * w;
        }
        int n = logWeights.Length;
        double mean = sum / n, variance = Math.Max(0, (squares / n) - (mean * mean));
        double logMean = most + Math.Log(mean);
        return new(logBase + (inverse ? -logMean : logMean), Math.Sqrt(variance / Math.Max(1, n - 1)) / mean, sum * sum / squares, n);
    }
}
