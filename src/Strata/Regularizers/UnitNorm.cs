using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>The constraint ‖w‖ = 1 on the weights into each unit. A unit whose weights are all zero stays so.</summary>
public sealed class UnitNorm : Regularizer
{
    /// <inheritdoc/>
    public override void Constrain(Tensor weight) => Scale(weight, 1 / Norms(weight).Maximum(Tensor.Scalar(1e-30, weight.DType)));
}
