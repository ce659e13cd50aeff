// Where a training gets its batches from: the one seam between data and training.

using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>
/// Samples in batches, for one epoch after the other: a <see cref="Dataset"/> in memory, files that are read batch by batch (<see cref="RecordSource"/>), or whatever
/// a program enumerates (<see cref="From(IEnumerable{ValueTuple{Tensor, Tensor}}, IReadOnlyList{string}?)"/>).
/// </summary>
public abstract class DataSource
{
    /// <summary>The shape of one input.</summary>
    public abstract Shape InputShape { get; }

    /// <summary>The type of the inputs. Default: float32.</summary>
    public virtual DType InputType => DType.Float32;

    /// <summary>The number of samples in an epoch; null where only the end tells.</summary>
    public abstract int? SampleCount { get; }

    /// <summary>Targets of one sample or more, as every batch has them: by them a loss tells labels from values.</summary>
    public abstract Tensor ExampleTargets { get; }

    /// <summary>The names of the classes; empty where the targets are values.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// The batches of one epoch. Their tensors belong to the scope that is open when each of them is asked for, or to the garbage collector; they may share memory
    /// with the source.
    /// </summary>
    /// <param name="batchSize">Samples of a batch; the last one may be smaller. A source that comes in batches of its own keeps those.</param>
    /// <param name="shuffle">Where the order is drawn from; null for the source's own order. A source without random access has only that one.</param>
    /// <param name="skip">Batches at the beginning that are left out, as when a training is resumed in the middle of an epoch.</param>
    /// <param name="cancellation">Ends the wait of a source that waits for its batches; one that has them at hand need not look at it. Default: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A batch has no sample, or the batches to be left out are a negative number.</exception>
    public abstract IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(
        int batchSize, RandomStream? shuffle = null, int skip = 0, CancellationToken cancellation = default);

    /// <summary>
    /// The same batches, made ready on another thread while the ones before are in use. The same seed gives the same batches. An exception over there comes out here,
    /// where its batch would have come; the thread ends with the enumeration. Whoever waits for a batch can cancel, though the source itself may not know how.
    /// </summary>
    /// <param name="ahead">How many batches may be ready and waiting. Default: 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public DataSource Prefetch(int ahead = 2) => new PrefetchedSource(this, ahead);

    /// <summary>
    /// A source of batches as a program makes them: enumerated anew for each epoch, in their own sizes and order. The first batch is looked at once to learn its shape.
    /// </summary>
    /// <param name="batches">Each [batch, ...] and [batch] labels (Int32) or [batch, ...] values.</param>
    /// <param name="classNames">What the labels stand for, where they are labels.</param>
    /// <exception cref="ArgumentException">There is no batch, or inputs and targets of the first do not have the same number of samples.</exception>
    public static DataSource From(IEnumerable<(Tensor Inputs, Tensor Targets)> batches, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return new EnumeratedSource(_ => batches, classNames ?? []);
    }

    /// <summary>
    /// As the other, of batches that arrive asynchronously; the training waits for each, and hands on its cancellation. Use <see cref="Prefetch"/> to wait beside the
    /// training.
    /// </summary>
    /// <exception cref="ArgumentException">There is no batch, or inputs and targets of the first do not have the same number of samples.</exception>
    public static DataSource From(IAsyncEnumerable<(Tensor Inputs, Tensor Targets)> batches, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return new EnumeratedSource(cancellation => Waiting(batches, cancellation), classNames ?? []);
    }

    /// <summary>The numbers of the samples of each batch, Int32 [batch].</summary>
    private protected static IEnumerable<(int Start, Tensor? Indices, int Count)> Parts(int samples, int batchSize, RandomStream? shuffle, int skip)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        return Iterate();

        IEnumerable<(int Start, Tensor? Indices, int Count)> Iterate()
        {
            Tensor? order = null;
            if (shuffle is not null)
            {
                using (TensorScope.Suspend())
                {
                    order = RandomOps.Permutation(samples, shuffle);
                }
            }
            for (long start = (long)skip * batchSize; start < samples; start += batchSize)
            {
                int count = (int)Math.Min(batchSize, samples - start);
                yield return ((int)start, order?.Slice(0, (int)start, count), count);
            }
        }
    }

    private static IEnumerable<(Tensor Inputs, Tensor Targets)> Waiting(
        IAsyncEnumerable<(Tensor Inputs, Tensor Targets)> batches, CancellationToken cancellation)
    {
        IAsyncEnumerator<(Tensor Inputs, Tensor Targets)> enumerator = batches.GetAsyncEnumerator(cancellation);
        try
        {
            // On a thread of the pool, so that a caller's synchronization context cannot deadlock with this wait.
            while (Task.Run(async () => await enumerator.MoveNextAsync().ConfigureAwait(false), CancellationToken.None).GetAwaiter().GetResult())
            {
                yield return enumerator.Current;
            }
        }
        finally
        {
            Task.Run(async () => await enumerator.DisposeAsync().ConfigureAwait(false), CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
