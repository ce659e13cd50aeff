using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The sign, element by element: 1 above zero, -1 below, 0 at zero, as of the perceptron with targets ±1. Any shape, which stays as it is. Its gradient is zero wherever
/// it has one, so the layers before it do not learn by gradient descent, but by a rule of their own, such as the perceptron's.
/// </summary>
public sealed class Sign : Layer
{
    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Sign();
}
