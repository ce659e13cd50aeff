namespace Strata.Optimizers.FullBatch;

/// <summary>
/// Shortens the trial step until the loss falls enough: φ(t) ≤ φ(0) + c t φ'(0) (Armijo 1966).
/// </summary>
/// <param name="decrease">c, between 0 and 1. Default: 1e-4.</param>
/// <param name="shrink">What a step that is too long is multiplied by, between 0 and 1. Default: 0.5.</param>
/// <param name="maxTrials">After so many steps the search gives up; at least one. Default: 50.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class Backtracking(double decrease = 1e-4, double shrink = 0.5, int maxTrials = 50) : LineSearch
{
    private readonly double _decrease = Fraction(decrease, nameof(decrease));
    private readonly double _shrink = Fraction(shrink, nameof(shrink));
    private readonly int _maxTrials = maxTrials >= 1
        ? maxTrials
        : throw new ArgumentOutOfRangeException(nameof(maxTrials), maxTrials, "A line search tries at least one step.");

    /// <inheritdoc/>
    public override LinePoint Find(Line line, double trial)
    {
        ArgumentNullException.ThrowIfNull(line);
        for (int i = 0; i < _maxTrials; i++, trial *= _shrink)
        {
            LinePoint point = line.At(trial);
            if (point.Loss <= line.Start.Loss + (_decrease * trial * line.Start.Slope))
            {
                return point;
            }
        }
        return line.Start;
    }
}
