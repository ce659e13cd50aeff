namespace Strata.Schedules;

/// <summary>factor · rate, with a factor that may be changed while training: what <c>ReduceOnPlateau</c> acts on.</summary>
/// <param name="schedule">The rate before the factor; a number or a schedule.</param>
public sealed class Scaled(Schedule schedule) : Schedule
{
    private readonly Schedule _schedule = schedule ?? throw new ArgumentNullException(nameof(schedule));

    /// <summary>What the rate is multiplied by. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not a positive number.</exception>
    public double Factor { get; set => field = PositiveFactor(value, "factor"); } = 1;

    /// <inheritdoc/>
    public override double Rate(long step) => Factor * _schedule.Rate(step);
}
