using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The threshold, element by element: 1 above zero, else 0 (McCulloch and Pitts 1943). Any shape, which stays as it is. Its gradient is zero wherever it has one, so
/// the layers before it do not learn by gradient descent, but by a rule of their own, such as the perceptron's.
/// </summary>
public sealed class Step : Layer
{
    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Greater(Tensor.Scalar(0, x.DType)).To(x.DType);
}
