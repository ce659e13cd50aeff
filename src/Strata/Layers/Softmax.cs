using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// e^x / Σ e^x over the last axis: [batch, ..., classes], which stays as it is. For a classifier that is trained, leave it out and use
/// <c>SoftmaxCrossEntropy</c>, which takes the logits and is exact where this one has already rounded to 0 or 1.
/// </summary>
public sealed class Softmax : Layer
{
    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank > 0 ? input : throw Unsuitable("[..., classes]", input);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Softmax();
}
