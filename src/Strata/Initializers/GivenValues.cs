using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>A copy of values made elsewhere: trained weights, fixed codes, the numbers of a worked example.</summary>
/// <param name="values">Of the parameter's shape, floating point.</param>
public sealed class GivenValues(Tensor values) : Initializer
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The values have another shape than the parameter.</exception>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype) => values.Shape == shape
        ? values.Detach().To(dtype).Clone()
        : throw new ArgumentException($"The given values have shape {values.Shape}, but the parameter has {shape}.");
}
