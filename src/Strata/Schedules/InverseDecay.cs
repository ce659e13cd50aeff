namespace Strata.Schedules;

/// <summary>rate · (1 + gamma · step)^-power: Caffe's policy <c>inv</c>.</summary>
/// <param name="rate">The rate of the first step.</param>
/// <param name="gamma">How fast it falls; LeNet in Caffe has 1e-4.</param>
/// <param name="power">How steeply it falls; LeNet in Caffe has 0.75.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or gamma or power is negative or not a number.</exception>
public sealed class InverseDecay(double rate, double gamma, double power) : Schedule
{
    private readonly double _rate = Positive(rate);
    private readonly double _gamma = NotNegative(gamma, nameof(gamma));
    private readonly double _power = NotNegative(power, nameof(power));

    /// <inheritdoc/>
    public override double Rate(long step) => _rate * Math.Pow(1 + (_gamma * step), -_power);

    private static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of an inverse decay must be zero or a positive number.");
}
