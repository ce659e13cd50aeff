using Strata.Data;
using Strata.Kernels.Threading;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

namespace Strata.Tests.Training;

/// <summary>Runs alone, since it changes the number of threads of the process and measures its memory.</summary>
[Collection(AloneCollection.Name)]
public class DeterminismTests
{
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
    public void Memory_does_not_grow_over_2000_steps_and_what_a_step_allocates_does_not_grow_with_the_batch()
    {
        (long growth, long perStep) = Run(Blobs.Pictures(8), steps: 2000);
        Assert.True(growth < 50_000, $"{growth} bytes more are held after 2,000 steps.");
        (_, long perLargeStep) = Run(Blobs.Pictures(32), steps: 100);
        // 24 pictures more are 110,592 bytes more in the output of the first layer alone; tensors take their memory from the pool.
        Assert.InRange(perLargeStep - perStep, -2_000, 2_000);
    }

    private static (long Growth, long PerStep) Run(Dataset data, int steps)
    {
        var step = new TrainStep(Blobs.Network(), new Sgd(0.01, momentum: 0.9), new SoftmaxCrossEntropy());
        Repeat(50);
        long held = GC.GetTotalMemory(forceFullCollection: true), allocated = GC.GetAllocatedBytesForCurrentThread();
        Repeat(steps);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return (GC.GetTotalMemory(forceFullCollection: true) - held, allocated / steps);

        void Repeat(int times)
        {
            for (int i = 0; i < times; i++)
            {
                step.Run(data.Inputs, data.Targets);
            }
        }
    }
}
