using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Batches that another thread makes ready.</summary>
internal sealed class PrefetchedSource : DataSource
{
    private readonly DataSource _source;
    private readonly int _ahead;

    internal PrefetchedSource(DataSource source, int ahead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        (_source, _ahead) = (source, ahead);
    }

    public override Shape InputShape => _source.InputShape;

    public override int? SampleCount => _source.SampleCount;

    public override Tensor ExampleTargets => _source.ExampleTargets;

    public override IReadOnlyList<string> ClassNames => _source.ClassNames;

    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(int batchSize, RandomStream? shuffle = null, int skip = 0)
        => Fetched(_source.Batches(batchSize, shuffle, skip));

    private IEnumerable<(Tensor Inputs, Tensor Targets)> Fetched(IEnumerable<(Tensor Inputs, Tensor Targets)> batches)
    {
        using var cancellation = new CancellationTokenSource();
        using var ready = new BlockingCollection<(Tensor, Tensor)>(_ahead);
        ExceptionDispatchInfo? fault = null;
        // No scope is open on a new thread, so its tensors belong to the garbage collector and may be used on this one.
        var thread = new Thread(() =>
        {
            try
            {
                foreach ((Tensor, Tensor) batch in batches)
                {
                    ready.Add(batch, cancellation.Token);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Nobody wants the rest.
            }
#pragma warning disable CA1031 // carried over to the consumer's thread
            catch (Exception e)
#pragma warning restore CA1031
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                ready.CompleteAdding();
            }
        })
        { IsBackground = true, Name = "Strata prefetch" };
        thread.Start();
        try
        {
            foreach ((Tensor, Tensor) batch in ready.GetConsumingEnumerable())
            {
                yield return batch;
            }
            thread.Join();
            fault?.Throw();
        }
        finally
        {
            cancellation.Cancel();
            thread.Join();
        }
    }
}
