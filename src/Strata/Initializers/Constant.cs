using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>All elements alike.</summary>
/// <param name="value">Their value.</param>
public sealed class Constant(double value) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype) => Tensor.Full(shape, value, dtype);
}
