using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The piecewise linear tanh, element by element: x between -1 and 1 (Collobert 2004). Any shape, which stays as it is.</summary>
public sealed class HardTanh : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (-1, 1);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.HardTanh();
}
