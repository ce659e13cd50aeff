namespace Strata.Schedules;

/// <summary>
/// A rate that changes at given steps and is constant between them. LeNet-5 as published, n steps to a pass over the data:
/// <c>new Piecewise(5e-4, (2 * n, 2e-4), (5 * n, 1e-4), (8 * n, 5e-5), (12 * n, 1e-5))</c>.
/// </summary>
public sealed class Piecewise : Schedule
{
    private readonly double _first;
    private readonly (long Step, double Rate)[] _changes;

    /// <summary>A rate from step zero on, and its changes.</summary>
    /// <param name="first">The rate before the first change.</param>
    /// <param name="changes">From which step on which rate holds; the steps rise and are above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not a positive number.</exception>
    /// <exception cref="ArgumentException">The steps do not rise.</exception>
    public Piecewise(double first, params (long Step, double Rate)[] changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        _first = Positive(first);
        long last = 0;
        foreach ((long step, double rate) in changes)
        {
            Positive(rate);
            last = step > last ? step : throw new ArgumentException(
                $"The steps of a piecewise rate must rise from above zero, but {step} follows {last}.", nameof(changes));
        }
        _changes = [.. changes];
    }

    /// <inheritdoc/>
    public override double Rate(long step)
    {
        double rate = _first;
        foreach ((long from, double next) in _changes)
        {
            if (step < from)
            {
                break;
            }
            rate = next;
        }
        return rate;
    }
}
