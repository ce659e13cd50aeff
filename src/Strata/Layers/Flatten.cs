using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>All of a sample's elements in one row: [batch, ...] → [batch, elements]. Shares the input's memory.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random) => [input.ElementCount];

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Reshape([x.Shape[0], InputShape.ElementCount]);
}
