using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The axes of each sample in another order; <c>Permute(2, 1)</c> is [batch, steps, channels] → [batch, channels, steps].</summary>
public sealed class Permute : Layer
{
    private readonly int[] _axesOfBatch;

    /// <summary>Another order of the axes.</summary>
    /// <param name="axes">For each axis of the output, from 1, the axis of the input that it is; axis 0 is the batch, and stays.</param>
    /// <exception cref="ArgumentException">They are not each axis from 1 once.</exception>
    public Permute(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (!axes.Order().SequenceEqual(Enumerable.Range(1, axes.Length)))
        {
            throw new ArgumentException($"Permute names each axis from 1 once, such as (2, 1), but got ({string.Join(", ", axes)}).", nameof(axes));
        }
        Axes = [.. axes];
        _axesOfBatch = [0, .. axes];
    }

    /// <summary>For each axis of the output, from 1, the axis of the input that it is.</summary>
    public int[] Axes { get; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank == Axes.Length ? [.. Axes.Select(axis => input[axis - 1])] : throw Unsuitable($"with {Axes.Length} axes", input);

    /// <inheritdoc/>
    protected internal override bool TakesAnySteps => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Transpose(_axesOfBatch);
}
