using Strata.Kernels.Threading;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

namespace Strata.Tests.Training;

/// <summary>Runs alone, since it changes the number of threads of the process and measures its memory.</summary>
[Collection(Alone)]
public class DeterminismTests
{
    public const string Alone = "Runs alone";

    private static float[] Train(ulong seed, int threads)
    {
        int before = Workers.Count;
        Workers.Count = threads;
        try
        {
            Sequential model = Blobs.Network();
            new Trainer(model, new Adam(0.01), new SoftmaxCrossEntropy(), seed).Fit(Blobs.Pictures(), epochs: 3, batchSize: 20);
            return Blobs.Values(model);
        }
        finally
        {
            Workers.Count = before;
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_at_any_number_of_threads()
    {
        float[] one = Train(seed: 5, threads: 1);
        Assert.Equal(one, Train(seed: 5, threads: 1));
        Assert.Equal(one, Train(seed: 5, threads: 2));
        Assert.Equal(one, Train(seed: 5, threads: 3));
        Assert.NotEqual(one, Train(seed: 6, threads: 2));
    }

    [Fact]
    public void Memory_does_not_grow_over_2000_steps()
    {
        var data = Blobs.Pictures(32);
        var step = new TrainStep(Blobs.Network(), new Sgd(0.01, momentum: 0.9), new SoftmaxCrossEntropy());
        for (int i = 0; i < 100; i++)
        {
            step.Run(data.Inputs, data.Targets);
        }
        long held = GC.GetTotalMemory(forceFullCollection: true), allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2000; i++)
        {
            step.Run(data.Inputs, data.Targets);
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long growth = GC.GetTotalMemory(forceFullCollection: true) - held;
        Assert.True(growth < 100_000, $"{growth} bytes more are held after 2,000 steps.");
        // One output of the first layer alone takes 147,456 bytes: tensors come from the pool, only their small objects from the heap.
        Assert.True(allocated / 2000 < 140_000, $"{allocated / 2000} bytes are allocated a step.");
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public class Collection;
}
