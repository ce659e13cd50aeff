using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The Gaussian error linear unit, element by element: x Φ(x), by the authors' approximation 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is within 0.0005 of it (Hendrycks and Gimpel 2016). Any shape, which stays as it is.</summary>
public sealed class Gelu : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Gelu();
}
