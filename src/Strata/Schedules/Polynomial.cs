namespace Strata.Schedules;

/// <summary>end + (rate - end) · (1 - step / steps)^power, and the end from then on: Caffe's policy <c>poly</c>, where the end is zero.</summary>
/// <param name="rate">The rate of the first step.</param>
/// <param name="steps">Over how many steps it falls, at least one.</param>
/// <param name="power">Above zero; 1 is a straight line. Default: 1.</param>
/// <param name="end">The last rate, zero or above. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class Polynomial(double rate, long steps, double power = 1, double end = 0) : Schedule
{
    private readonly double _rate = Positive(rate);
    private readonly long _steps = AtLeastOne(steps, nameof(steps));
    private readonly double _power = PositiveFactor(power, nameof(power));
    private readonly double _end = Lowest(end, nameof(end));

    /// <inheritdoc/>
    public override double Rate(long step) => _end + ((_rate - _end) * Math.Pow(1 - (Math.Min(step, _steps) / (double)_steps), _power));
}
