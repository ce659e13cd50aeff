using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>A copy of values made elsewhere: trained weights, fixed codes, the numbers of a worked example.</summary>
/// <param name="values">Of the parameter's shape, floating point.</param>
public sealed class GivenValues(Tensor values) : Initializer
{
    private readonly Tensor _values = Copy(values);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The values have another shape than the parameter.</exception>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype) => _values.Shape == shape
        ? _values.To(dtype).Clone()
        : throw new ArgumentException($"The given values have shape {_values.Shape}, but the parameter has {shape}.");

    private static Tensor Copy(Tensor values)
    {
        using (TensorScope.Suspend())
        {
            return values.Clone();
        }
    }
}
