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

    /// <summary>A number of steps, once it is known to be at least one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static long AtLeastOne(long value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a schedule must be at least 1.");

    /// <summary>A factor or a power above zero, once it is known to be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double PositiveFactor(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a schedule must be a positive number.");

    /// <summary>The rate that a schedule ends in, once it is known not to be negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    protected static double Lowest(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a schedule must be zero or a positive number.");
}
