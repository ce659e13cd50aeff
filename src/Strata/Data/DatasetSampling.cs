using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Mini-batches for a training loop of one's own; <c>Trainer</c> makes its own.</summary>
public static class DatasetSampling
{
    /// <summary>A mini-batch of samples, each drawn from all of them with equal probability, so that one may come twice.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="count">How many to draw; at least one.</param>
    /// <param name="random">Where they are drawn from; it moves on, so the next mini-batch is another.</param>
    /// <returns>Copies: inputs [count, ...] and their targets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is not one sample to draw.</exception>
    public static (Tensor Inputs, Tensor Targets) Sample(this Dataset data, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return data.Batch(RandomOps.Uniform([count], 0, data.Count, random, DType.Float64).To(DType.Int32));
    }
}
