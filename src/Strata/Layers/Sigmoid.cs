using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The logistic function, element by element: σ(x) = 1 / (1 + e^-x), between 0 and 1. Any shape, which stays as it is.</summary>
public sealed class Sigmoid : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (0, 1);

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Sigmoid();
}
