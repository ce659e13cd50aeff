namespace Strata.Schedules;

/// <summary>The same rate at every step.</summary>
public sealed class Constant : Schedule
{
    private readonly double _rate;

    /// <summary>A rate above zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a positive number.</exception>
    public Constant(double rate)
    {
        _rate = Positive(rate);
    }

    /// <inheritdoc/>
    public override double Rate(long step) => _rate;

    internal static double Positive(double rate) => double.IsFinite(rate) && rate > 0
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A learning rate must be a positive number.");
}
