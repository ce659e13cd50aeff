using System.Collections.Concurrent;
using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Batches that another thread makes ready.</summary>
internal sealed class PrefetchedSource : DataSource
{
    private readonly DataSource _source;
    private readonly int _ahead;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    internal PrefetchedSource(DataSource source, int ahead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        (_source, _ahead) = (source, ahead);
    }

    public override Shape InputShape => _source.InputShape;

    public override DType InputType => _source.InputType;

    public override int? SampleCount => _source.SampleCount;

    public override Tensor ExampleTargets => _source.ExampleTargets;

    public override IReadOnlyList<string> ClassNames => _source.ClassNames;

    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(
        int batchSize, RandomStream? shuffle = null, int skip = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        return Fetched(stopped => _source.Batches(batchSize, shuffle, skip, stopped), _ahead, cancellation);
    }

    private static IEnumerable<(Tensor Inputs, Tensor Targets)> Fetched(
        Func<CancellationToken, IEnumerable<(Tensor Inputs, Tensor Targets)>> batches, int ahead, CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = new BlockingCollection<Made>(ahead);
        CancellationToken stopped = stop.Token;
        Task making = Task.Factory.StartNew(() => Make(batches, queue, stopped), stopped, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (Made made in queue.GetConsumingEnumerable(cancellation))
            {
                made.HandOver();
                yield return (made.Inputs, made.Targets);
            }
            cancellation.ThrowIfCancellationRequested(); // which may be why there are no more
            making.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            // Its faults have been thrown above, or nobody waits for them any more; nor for a source that never gives its next batch.
            making.ContinueWith(_ => End(), TaskScheduler.Default).Wait(s_patience, CancellationToken.None);
        }

        void End()
        {
            queue.CompleteAdding(); // which nobody has done if it was stopped before it began
            foreach (Made unwanted in queue.GetConsumingEnumerable(CancellationToken.None))
            {
                unwanted.Drop();
            }
            stop.Dispose();
        }
    }

    private static void Make(
        Func<CancellationToken, IEnumerable<(Tensor Inputs, Tensor Targets)>> batches, BlockingCollection<Made> queue, CancellationToken stopped)
    {
        try
        {
            using Tape.PauseScope pause = Tape.Pause();
            using IEnumerator<(Tensor Inputs, Tensor Targets)> enumerator = batches(stopped).GetEnumerator();
            while (!stopped.IsCancellationRequested)
            {
                using var scope = new TensorScope();
                if (!enumerator.MoveNext())
                {
                    return;
                }
                var made = new Made(scope, enumerator.Current);
                try
                {
                    queue.Add(made, stopped);
                }
                catch (OperationCanceledException)
                {
                    made.Drop();
                    throw;
                }
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Nobody wants the rest.
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    // A batch on its way from one thread's scope to another's. Memory that was there before, such as a data set's, belongs to neither.
    private sealed class Made
    {
        private readonly Storage[] _new;

        internal Made(TensorScope scope, (Tensor Inputs, Tensor Targets) batch)
        {
            (Inputs, Targets) = batch;
            _new = [.. new[] { Inputs.Storage, Targets.Storage }.Distinct().Where(s => s.Owner == scope)];
            Array.ForEach(_new, storage => storage.Owner = null);
        }

        internal Tensor Inputs { get; }

        internal Tensor Targets { get; }

        internal void HandOver()
        {
            if (TensorScope.Current is { } scope)
            {
                Array.ForEach(_new, scope.Adopt);
            }
            else
            {
                Array.ForEach(_new, storage => storage.Leave());
            }
        }

        internal void Drop() => Array.ForEach(_new, storage => storage.Release());
    }
}
