using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The largest element of each channel over all places: [batch, channels, ...] → [batch, channels]. Equal largest ones share the gradient.</summary>
public sealed class GlobalMaxPool : Layer
{
    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank >= 2 && input.ElementCount > 0 ? [input[0]] : throw Unsuitable("[channels, height, width] or [channels, length]", input);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Flatten(2).Max([2]);
}
