namespace Strata.Schedules;

/// <summary>A learning rate as a function of the step.</summary>
public abstract class Schedule
{
    /// <summary>The rate of step number <paramref name="step"/>, from zero.</summary>
    public abstract double Rate(long step);

    /// <summary>A number is a schedule that never changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a positive number.</exception>
    public static implicit operator Schedule(double rate) => new ConstantRate(rate);

    /// <summary>The rate itself, once it is known to be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is zero, negative, infinite or not a number.</exception>
    protected static double Positive(double rate) => double.IsFinite(rate) && rate > 0
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A learning rate must be a positive number.");
}
