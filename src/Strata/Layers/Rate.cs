namespace Strata.Layers;

/// <summary>The rate of a layer that drops elements.</summary>
internal static class Rate
{
    /// <exception cref="ArgumentOutOfRangeException">The rate is not from 0 to below 1.</exception>
    public static double Checked(double rate) => rate is >= 0 and < 1
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate is a probability, from 0 to below 1.");
}
