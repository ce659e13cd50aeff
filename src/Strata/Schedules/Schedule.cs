namespace Strata.Schedules;

/// <summary>A learning rate as a function of the step.</summary>
public abstract class Schedule
{
    /// <summary>The rate of step number <paramref name="step"/>, from zero.</summary>
    public abstract double Rate(long step);

    /// <summary>A number is a schedule that never changes.</summary>
    public static implicit operator Schedule(double rate) => new Constant(rate);
}
