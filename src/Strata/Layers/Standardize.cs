using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// y = (x - mean) / deviation, so that the training samples have mean 0 and deviation 1 (the population's, with n in its denominator). A feature that is
/// constant in the training samples is only centred: it becomes 0.
/// </summary>
/// <param name="per">What shares a mean and a deviation. Default: each feature has its own.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
public sealed class Standardize(Per per = Per.Feature) : FeatureScaling(per)
{
    /// <summary>The means, in a shape that broadcasts over samples; null until built.</summary>
    public Tensor? Mean { get; private set; }

    /// <summary>The standard deviations, 1 where the feature is constant; null until built.</summary>
    public Tensor? Deviation { get; private set; }

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        Mean = AddStatistic("mean", input);
        Deviation = AddStatistic("deviation", input);
        return input;
    }

    /// <inheritdoc/>
    protected override void Learn(Tensor data)
    {
        Tensor mean = MeanOf(data);
        (Tensor smallest, Tensor largest) = ExtremesOf(data);
        Tensor deviation = UsableScales(VarianceOf(data, mean).Sqrt(), smallest, largest);
        mean.To(DType).CopyTo(Mean!);
        deviation.To(DType).CopyTo(Deviation!);
    }

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x) => (x - Mean!) / Deviation!;

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y) => (y * Deviation!) + Mean!;
}
