using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The swish function, element by element: x σ(x), also called SiLU (Elfwing, Uchibe and Doya 2017; Ramachandran, Zoph and Le 2017). Any shape, which stays as it is.</summary>
public sealed class Swish : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Swish();
}
