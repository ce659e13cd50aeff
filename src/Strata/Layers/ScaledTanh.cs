using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>1.7159 tanh(2x/3), element by element, which is ±1 at ±1 (LeCun et al. 1998, appendix A). Any shape, which stays as it is.</summary>
public sealed class ScaledTanh : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (-1.7159, 1.7159);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.ScaledTanh();
}
