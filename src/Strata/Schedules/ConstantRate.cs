namespace Strata.Schedules;

/// <summary>The same rate at every step.</summary>
/// <param name="rate">Above zero.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not a positive number.</exception>
public sealed class ConstantRate(double rate) : Schedule
{
    private readonly double _rate = Positive(rate);

    /// <inheritdoc/>
    public override double Rate(long step) => _rate;
}
