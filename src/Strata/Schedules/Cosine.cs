namespace Strata.Schedules;

/// <summary>
/// Half a cosine wave from the rate down to the end, again and again (SGDR, Loshchilov and Hutter 2017, equation 5):
/// end + ½ (rate - end) (1 + cos(π i / n)) at step i of a period of n steps; each period is so many times as long as the last.
/// </summary>
/// <param name="rate">The rate at the start of each period.</param>
/// <param name="period">n of the first period, at least one. For a single fall without restarts: the whole training's steps.</param>
/// <param name="growth">How many times longer each period is than the last, at least 1. Default: 1.</param>
/// <param name="end">The rate that a period falls to, zero or above. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class Cosine(double rate, long period, int growth = 1, double end = 0) : Schedule
{
    private readonly double _rate = Positive(rate);
    private readonly long _period = AtLeastOne(period, nameof(period));
    private readonly long _growth = AtLeastOne(growth, nameof(growth));
    private readonly double _end = Lowest(end, nameof(end));

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        long length = _period;
        if (_growth == 1)
        {
            step %= length;
        }
        while (step >= length)
        {
            step -= length;
            length *= _growth;
        }
        return _end + (0.5 * (_rate - _end) * (1 + Math.Cos(Math.PI * step / length)));
    }
}
