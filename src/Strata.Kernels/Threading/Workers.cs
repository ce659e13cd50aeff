using System.Runtime.ExceptionServices;

namespace Strata.Kernels.Threading;

/// <summary>One piece of work that has been cut into independent slices.</summary>
public interface ISlicedWork
{
    /// <summary>Does slice number <paramref name="slice"/>. Slices run in any order and at the same time.</summary>
    void Run(int slice);
}

/// <summary>
/// The process's worker threads. A slice of work writes only what is its own, and the order of a sum is that of its shape, so results do not depend on how many threads there are.
/// </summary>
public static class Workers
{
    private const int SpinsBeforeSleep = 2000;
    private static readonly Lock s_configuration = new();
    private static readonly SemaphoreSlim s_wake = new(0);
    private static int s_count = Environment.ProcessorCount;
    private static int s_started;    // worker threads alive
    private static int s_sleeping;
    private static int s_busy;       // 1 while a job is being dispatched
    private static int s_open;       // 1 while workers may enter the job
    private static int s_inside;     // workers that are, or are about to look, inside the job
    private static readonly Shares s_shares = new();
    private static Job? s_job;
    [ThreadStatic] private static bool s_insideJob;

    /// <summary>
    /// The number of threads that work on one kernel call, the calling thread included. Default: the number of processors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than one.</exception>
    public static int Count
    {
        get => s_count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            s_count = value;
        }
    }

    /// <summary>How many threads a call from here is likely to get: one inside a slice, or when the workers are another thread's.</summary>
    internal static int Here => s_insideJob || Volatile.Read(ref s_busy) != 0 ? 1 : s_count;

    /// <summary>
    /// Runs all slices of <paramref name="work"/> and returns when the last one is done. The calling thread takes part. Runs on the
    /// calling thread alone when there is one slice, when the call comes from inside a slice, or when another thread's call has the workers.
    /// An exception from a slice ends the call with that exception; slices that have not begun are given up.
    /// </summary>
    /// <typeparam name="TWork">A struct, so that nothing is allocated.</typeparam>
    public static void For<TWork>(int slices, TWork work)
        where TWork : struct, ISlicedWork
    {
        if (slices <= 1 || s_count == 1 || s_insideJob || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            for (int i = 0; i < slices; i++)
            {
                work.Run(i);
            }
            return;
        }
        Job<TWork> job = Job<TWork>.Instance;
        job.Work = work;
        Dispatch(job, slices);
    }

    private static void Dispatch(Job job, int slices)
    {
        Exception? fault;
        try
        {
            StartWorkers();
            int threads = Math.Min(slices, s_count);
            job.Begin(slices, threads);
            s_job = job;
            Interlocked.Exchange(ref s_open, 1);
            int sleeping = Math.Min(Volatile.Read(ref s_sleeping), threads - 1);
            if (sleeping > 0)
            {
                s_wake.Release(sleeping);
            }
            s_insideJob = true;
            job.TakeSlices(thread: 0);
        }
        finally
        {
            s_insideJob = false;
            Interlocked.Exchange(ref s_open, 0);
            var spin = new SpinWait();
            while (Volatile.Read(ref s_inside) != 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
            s_job = null;
            // Before the workers are free again: the next caller's job may be this very object.
            fault = job.End();
            Interlocked.Exchange(ref s_busy, 0);
        }
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private static void StartWorkers()
    {
        if (s_started >= s_count - 1)
        {
            return;
        }
        lock (s_configuration)
        {
            for (; s_started < s_count - 1; s_started++)
            {
                int index = s_started + 1;
                new Thread(() => Work(index)) { IsBackground = true, Name = $"Strata worker {index}" }.Start();
            }
        }
    }

    private static void Work(int index)
    {
        s_insideJob = true;
        int spins = 0;
        while (true)
        {
            if (Volatile.Read(ref s_open) == 1 && index < s_count)
            {
                // Count ourselves in before looking again: For waits until nobody is inside, so a job is never
                // replaced under a worker that has seen it open.
                Interlocked.Increment(ref s_inside);
                if (Volatile.Read(ref s_open) == 1)
                {
                    s_job!.TakeSlices(index);
                    spins = 0;
                }
                Interlocked.Decrement(ref s_inside);
            }
            if (++spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(20);
            }
            else
            {
                Interlocked.Increment(ref s_sleeping);
                if (Volatile.Read(ref s_open) == 0)
                {
                    s_wake.Wait();
                }
                Interlocked.Decrement(ref s_sleeping);
                spins = 0;
            }
        }
    }

    // All that does not know what the work is: it is compiled once and not for every kind of work.
    private abstract class Job
    {
        private Exception? _fault;

        public void Begin(int slices, int threads)
        {
            _fault = null;
            s_shares.Deal(slices, threads);
        }

        public void TakeSlices(int thread)
        {
            while (s_shares.TryTake(thread, out int slice))
            {
                try
                {
                    Run(slice);
                }
                catch (Exception fault)
                {
                    // Rethrown on the calling thread by For; the remaining slices are given up.
                    Interlocked.CompareExchange(ref _fault, fault, null);
                    s_shares.Clear();
                }
            }
        }

        /// <summary>Lets go of the work and returns the first exception of a slice, if there was one.</summary>
        public Exception? End()
        {
            Exception? fault = _fault;
            _fault = null;
            Clear();
            return fault;
        }

        protected abstract void Run(int slice);

        protected abstract void Clear();
    }

    private sealed class Job<TWork> : Job
        where TWork : struct, ISlicedWork
    {
        public static readonly Job<TWork> Instance = new();
        public TWork Work;

        protected override void Run(int slice) => Work.Run(slice);

        protected override void Clear() => Work = default;
    }
}
