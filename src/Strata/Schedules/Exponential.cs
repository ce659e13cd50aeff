namespace Strata.Schedules;

/// <summary>rate · factor^step: the rate falls by the same factor at every step.</summary>
/// <param name="rate">The rate of the first step.</param>
/// <param name="factor">Above zero, such as 0.9999; over n steps the rate falls to factorⁿ of itself.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class Exponential(double rate, double factor) : Schedule
{
    private readonly double _rate = Positive(rate);
    private readonly double _factor = PositiveFactor(factor, nameof(factor));

    /// <inheritdoc/>
    public override double Rate(long step) => _rate * Math.Pow(_factor, step);
}
