using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>In training, adds normally distributed noise of mean 0 to each element; in predictions, the identity. Any shape, which stays as it is.</summary>
/// <param name="deviation">The noise's standard deviation.</param>
/// <exception cref="ArgumentOutOfRangeException">The deviation is negative or not a number.</exception>
public sealed class GaussianNoise(double deviation) : Layer
{
    /// <summary>The noise's standard deviation.</summary>
    public double Deviation { get; } = deviation >= 0 && double.IsFinite(deviation)
        ? deviation
        : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation must be zero or a positive number.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => context.IsTraining && Deviation > 0 ? x + RandomOps.Normal(x.Shape, 0, Deviation, context.Random, x.DType) : x;
}
