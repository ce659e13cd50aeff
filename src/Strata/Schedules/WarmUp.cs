namespace Strata.Schedules;

/// <summary>
/// A straight rise to the first rate of another schedule, which then follows (Goyal et al. 2017): then(0) · (step + 1) / steps at the first steps, and
/// then(step - steps) after them.
/// </summary>
/// <param name="steps">How many steps rise, at least one.</param>
/// <param name="then">What follows; its steps count from the end of the rise.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one step.</exception>
public sealed class WarmUp(long steps, Schedule then) : Schedule
{
    private readonly long _steps = AtLeastOne(steps, nameof(steps));
    private readonly Schedule _then = then ?? throw new ArgumentNullException(nameof(then));

    /// <inheritdoc/>
    public override double Rate(long step) => step < _steps ? _then.Rate(0) * (step + 1) / _steps : _then.Rate(step - _steps);
}
