using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The smooth rectifier, element by element: log(1 + e^x) (Dugas et al. 2001). Any shape, which stays as it is.</summary>
public sealed class Softplus : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Softplus();
}
