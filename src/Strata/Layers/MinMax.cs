using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// y = low + (x - smallest) / (largest - smallest) · (high - low), so that the training samples lie from low to high; others may lie outside. A feature that is
/// constant in the training samples becomes low.
/// </summary>
/// <param name="low">What the smallest value becomes. Default: 0.</param>
/// <param name="high">What the largest value becomes. Default: 1.</param>
/// <param name="per">What shares a range. Default: each feature has its own.</param>
/// <exception cref="ArgumentOutOfRangeException">The limits are not finite or in the wrong order, or there is no such choice.</exception>
public sealed class MinMax(double low = 0, double high = 1, Per per = Per.Feature) : FeatureScaling(per)
{
    /// <summary>What the smallest value becomes.</summary>
    public double Low { get; } = low < high && double.IsFinite(high - low)
        ? low
        : throw new ArgumentOutOfRangeException(nameof(low), low, $"The limits must be finite, and low below high ({high}).");

    /// <summary>What the largest value becomes.</summary>
    public double High { get; } = high;

    /// <summary>The smallest values, in a shape that broadcasts over samples; null until built.</summary>
    public Tensor? Smallest { get; private set; }

    /// <summary>Largest - smallest, 1 where the feature is constant; null until built.</summary>
    public Tensor? Range { get; private set; }

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        Smallest = AddStatistic("smallest", input);
        Range = AddStatistic("range", input);
        return input;
    }

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        (Tensor smallest, Tensor largest) = ExtremesOf(data);
        Tensor range = UsableScales(largest - smallest, smallest, largest);
        smallest.To(DType).CopyTo(Smallest!);
        range.To(DType).CopyTo(Range!);
    }

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x) => ((x - Smallest!) / Range!).Affine(High - Low, Low);

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y) => (((y - Low) / (High - Low)) * Range!) + Smallest!;
}
