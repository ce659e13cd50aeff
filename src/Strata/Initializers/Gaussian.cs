using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Normally distributed values, whatever the size of the layer.</summary>
/// <param name="mean">Default: 0.</param>
/// <param name="deviation">The standard deviation. Default: 0.01.</param>
/// <exception cref="ArgumentOutOfRangeException">The deviation is negative or not a number.</exception>
public sealed class Gaussian(double mean = 0, double deviation = 0.01) : Initializer
{
    private readonly double _deviation = double.IsFinite(deviation) && deviation >= 0
        ? deviation
        : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation must be zero or a positive number.");

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
        => RandomOps.Normal(shape, mean, _deviation, random, dtype);
}
