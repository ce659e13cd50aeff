using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The rectifier, element by element: max(x, 0) (Nair and Hinton 2010). Any shape, which stays as it is.</summary>
public sealed class Relu : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Relu();
}
