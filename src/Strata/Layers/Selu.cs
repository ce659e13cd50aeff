using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The scaled exponential linear unit, element by element: λ times ELU with α, the two chosen so that mean 0 and variance 1 stay (Klambauer, Unterthiner, Mayr and Hochreiter 2017). Any shape, which stays as it is.</summary>
public sealed class Selu : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (-1.7580993408473766, double.PositiveInfinity); // -λ α

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Selu();
}
