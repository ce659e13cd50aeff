using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The same features at each of some steps: [batch, features] → [batch, steps, features].</summary>
/// <param name="steps">At least one.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one step.</exception>
public sealed class RepeatVector(int steps) : Layer
{
    /// <summary>How often the features are repeated.</summary>
    public int Steps { get; } = steps >= 1 ? steps : throw new ArgumentOutOfRangeException(nameof(steps), steps, "A vector is repeated at one step at least.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank == 1 ? [Steps, input[0]] : throw Unsuitable("[features]", input, "Put a Flatten layer before it.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => x.Reshape([x.Shape[0], 1, x.Shape[1]]).BroadcastTo([x.Shape[0], Steps, x.Shape[1]]);
}
