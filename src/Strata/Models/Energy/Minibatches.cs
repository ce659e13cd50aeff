using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>The samples of an epoch in random order, some at a time.</summary>
internal static class Minibatches
{
    /// <summary>Takes a step for each batch, in a scope of tensors of its own.</summary>
    /// <param name="samples">How many there are.</param>
    /// <param name="size">Samples a step; the last batch may be smaller.</param>
    /// <param name="random">The order of each epoch follows from it.</param>
    /// <param name="epoch">From one.</param>
    /// <param name="step">Is given the numbers of the samples, Int32 [batch].</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public static void ForEach(int samples, int size, RandomStream random, int epoch, Action<Tensor> step, CancellationToken cancellation)
    {
        Tensor order;
        using (TensorScope.Suspend())
        {
            order = RandomOps.Permutation(samples, random.Split((ulong)epoch));
        }
        for (int start = 0; start < samples; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            step(order.Slice(0, start, Math.Min(size, samples - start)));
        }
    }
}
