using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>y = x - mean of the training samples: per feature (the mean image of Krizhevsky et al. 2012), per channel, or one mean for the set.</summary>
/// <param name="per">What shares a mean. Default: each feature has its own.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
public sealed class ZeroCentre(Per per = Per.Feature) : FeatureScaling(per)
{
    /// <summary>The means, in a shape that broadcasts over samples; null until built.</summary>
    public Tensor? Mean { get; private set; }

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        Mean = AddStatistic("mean", input);
        return input;
    }

    /// <inheritdoc/>
    protected override void Learn(Tensor data) => MeanOf(data).To(DType).CopyTo(Mean!);

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x) => x - Mean!;

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y) => y + Mean!;
}
