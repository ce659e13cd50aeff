// Round numbers along an axis.

using System.Globalization;

namespace Strata.Pictures;

/// <param name="First">The lowest tick, at or below the data.</param>
/// <param name="Step">1, 2 or 5 times a power of ten.</param>
/// <param name="Count">How many ticks there are.</param>
internal readonly record struct Ticks(double First, double Step, int Count)
{
    internal double Last => this[Count - 1];

    internal double this[int index] => First + (index * Step);

    /// <summary>About <paramref name="about"/> ticks that span the data, the outermost at or beyond its ends.</summary>
    /// <param name="whole">Whether only whole numbers make sense, as for epochs.</param>
    internal static Ticks Over(double low, double high, int about = 6, bool whole = false)
    {
        if (high <= low)
        {
            // One value alone: an axis with it in the middle.
            double around = low == 0 ? 1 : Math.Abs(low) / 2;
            (low, high) = whole ? (low - 1, low + 1) : (low - around, low + around);
        }
        double rough = (high - low) / Math.Max(1, about - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
        if (whole)
        {
            step = Math.Max(1, Math.Round(step));
        }
        // A hair of tolerance, so that 0.30000000000000004 still is three times 0.1.
        double first = Math.Floor((low / step) + 1e-9) * step;
        int count = (int)Math.Ceiling(((high - first) / step) - 1e-9) + 1;
        return new Ticks(first, step, count);
    }

    /// <summary>The tick's number with as many decimals as the step has.</summary>
    internal string Label(int index)
    {
        double value = this[index];
        if (Math.Abs(value) < Step / 2)
        {
            return "0";
        }
        if (Math.Abs(value) is >= 1e6 or < 1e-4)
        {
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        }
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(Step) + 1e-9));
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
