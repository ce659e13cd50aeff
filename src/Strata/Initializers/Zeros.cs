using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>All zeros; the usual start of biases.</summary>
public sealed class Zeros : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype) => Tensor.Zeros(shape, dtype);
}
