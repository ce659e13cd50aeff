using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The mean of each channel over all places (Lin, Chen and Yan 2014): [batch, channels, ...] → [batch, channels].</summary>
public sealed class GlobalAvgPool : Layer
{
    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank >= 2 && input.ElementCount > 0 ? [input[0]] : throw Unsuitable("[channels, height, width] or [channels, length]", input);

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Flatten(2).Mean([2]);
}
