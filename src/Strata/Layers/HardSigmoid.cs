using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The piecewise linear sigmoid, element by element: x / 6 + 1/2 between 0 and 1 (Howard et al. 2019). Any shape, which stays as it is.</summary>
public sealed class HardSigmoid : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (0, 1);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.HardSigmoid();
}
