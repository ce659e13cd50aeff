using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The hyperbolic tangent, element by element, between -1 and 1. Any shape, which stays as it is.</summary>
public sealed class Tanh : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (-1, 1);

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Tanh();
}
