using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The same elements of each sample under another shape: [batch, ...] → [batch, shape]. Shares the input's memory.</summary>
/// <param name="shape">Of one sample, without the batch axis: <c>[1, 28, 28]</c>.</param>
public sealed class Reshape(Shape shape) : Layer
{
    /// <summary>Of one output sample.</summary>
    public Shape Shape { get; } = shape;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random) => input.ElementCount == Shape.ElementCount
        ? Shape
        : throw Unsuitable($"with {Shape.ElementCount} elements, for {Shape}", input, $"These have {input.ElementCount} elements.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Reshape(Shape.Insert(0, x.Shape[0]));
}
