namespace Strata.Schedules;

/// <summary>
/// One rise and one fall along half cosine waves (Smith and Topin 2018, with PyTorch's cosine in place of straight lines): from peak / first up to the peak
/// over the rising share of the steps, then down to peak / (first · last) at the last step, and that rate from then on.
/// </summary>
/// <param name="peak">The largest rate.</param>
/// <param name="steps">The whole training's steps, at least two.</param>
/// <param name="rising">The share of the steps that rise, above 0 and below 1, and more than one step. Default: 0.3.</param>
/// <param name="first">How many times smaller than the peak the first rate is. Default: 25.</param>
/// <param name="last">How many times smaller than the first rate the last one is. Default: 10,000.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class OneCycle(double peak, long steps, double rising = 0.3, double first = 25, double last = 1e4) : Schedule
{
    private readonly double _peak = Positive(peak);
    private readonly double _start = Positive(peak) / PositiveFactor(first, nameof(first));
    private readonly double _end = Positive(peak) / PositiveFactor(first, nameof(first)) / PositiveFactor(last, nameof(last));
    private readonly double _top = rising < 1 && (rising * steps) - 1 > 0
        ? (rising * steps) - 1
        : throw new ArgumentOutOfRangeException(
            nameof(rising), rising, $"The rising share of one cycle is below 1 and more than one of its {steps} steps.");

    private readonly double _bottom = steps - 1;

    /// <inheritdoc/>
    public override double Rate(long step) => step <= _top
        ? Between(_start, _peak, step / _top)
        : Between(_peak, _end, Math.Min(1, (step - _top) / (_bottom - _top)));

    private static double Between(double from, double to, double share) => to + (0.5 * (from - to) * (1 + Math.Cos(Math.PI * share)));
}
