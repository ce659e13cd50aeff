using Strata.Tensors;

namespace Strata.Metrics;

/// <summary>A measure of predictions, gathered batch by batch. It has no gradient.</summary>
public abstract class Metric
{
    /// <summary>The name in a history: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The measure over all batches so far; not a number before the first.</summary>
    public abstract double Value { get; }

    /// <summary>Takes in one batch.</summary>
    /// <param name="predictions">What the loss makes of the model's output, [batch, ...].</param>
    /// <param name="targets">As the loss takes them.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract void Update(Tensor predictions, Tensor targets);
}
