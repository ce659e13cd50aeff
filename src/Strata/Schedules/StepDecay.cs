namespace Strata.Schedules;

/// <summary>rate · factor^⌊step / period⌋: the rate falls by a factor every so many steps.</summary>
/// <param name="rate">The rate of the first period.</param>
/// <param name="period">Steps between two changes, at least one.</param>
/// <param name="factor">Above zero. Default: 0.1.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class StepDecay(double rate, long period, double factor = 0.1) : Schedule
{
    private readonly double _rate = Positive(rate);
    private readonly long _period = AtLeastOne(period, nameof(period));
    private readonly double _factor = PositiveFactor(factor, nameof(factor));

    /// <inheritdoc/>
    public override double Rate(long step) => _rate * Math.Pow(_factor, step / _period);
}
