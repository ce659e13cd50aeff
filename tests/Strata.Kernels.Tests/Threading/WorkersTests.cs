using Strata.Kernels.Elementwise;
using Strata.Kernels.Threading;
using Kernel = Strata.Kernels.Elementwise.Elementwise;

namespace Strata.Kernels.Tests.Threading;

[Collection(WorkersCollection.Name)]
public sealed class WorkersTests : IDisposable
{
    private readonly int _count = Workers.Count;

    public void Dispose() => Workers.Count = _count;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_slice_runs_exactly_once(int threads)
    {
        Workers.Count = threads;
        foreach (int slices in new[] { 0, 1, 2, 3, 100, 5000 })
        {
            int[] runs = new int[slices];
            Workers.For(slices, new Work(slice => Interlocked.Increment(ref runs[slice])));
            Assert.All(runs, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void A_call_returns_when_all_slices_are_done_many_times_over()
    {
        Workers.Count = 4;
        for (int call = 0; call < 2000; call++)
        {
            int done = 0;
            Workers.For(5, new Work(_ => Interlocked.Increment(ref done)));
            Assert.Equal(5, done);
        }
    }

    [Fact]
    public void A_call_inside_a_slice_runs_on_the_slices_own_thread()
    {
        Workers.Count = 3;
        int[] runs = new int[60];
        Workers.For(6, new Work(outer =>
        {
            int thread = Environment.CurrentManagedThreadId;
            Workers.For(10, new Work(inner =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Interlocked.Increment(ref runs[(outer * 10) + inner]);
            }));
        }));
        Assert.All(runs, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_slices_exception_reaches_the_caller_and_the_workers_go_on(int threads)
    {
        Workers.Count = threads;
        for (int round = 0; round < 50; round++)
        {
            var thrown = new InvalidOperationException("slice 3");
            Action call = () => Workers.For(8, new Work(slice =>
            {
                if (slice == 3)
                {
                    throw thrown;
                }
            }));
            Assert.Same(thrown, Assert.Throws<InvalidOperationException>(call));

            int done = 0;
            Workers.For(8, new Work(_ => Interlocked.Increment(ref done)));
            Assert.Equal(8, done);
        }
    }

    [Fact]
    public void Calls_from_many_threads_at_once_do_not_disturb_each_other()
    {
        Workers.Count = 3;
        float[] x = Numbers.Random<float>(1, (Ranges.ElementsPerSlice * 3) + 5), expected = new float[x.Length];
        Kernel.Map(x, expected, new Exp<float>());
        var faults = new List<Exception>();
        Thread[] callers = [.. Enumerable.Range(0, 6).Select(_ => new Thread(Call))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.Empty(faults);

        void Call()
        {
            try
            {
                float[] y = new float[x.Length];
                for (int round = 0; round < 100; round++)
                {
                    Array.Clear(y);
                    Kernel.Map(x, y, new Exp<float>());
                    Numbers.AssertSameBits<float>(expected, y);
                }
            }
            catch (Exception fault)
            {
                lock (faults)
                {
                    faults.Add(fault);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void At_least_one_thread_has_to_work(int threads)
    {
        int before = Workers.Count;
        Assert.Throws<ArgumentOutOfRangeException>(() => Workers.Count = threads);
        Assert.Equal(before, Workers.Count);
    }

    private readonly struct Work(Action<int> slice) : ISlicedWork
    {
        public void Run(int index) => slice(index);
    }
}
