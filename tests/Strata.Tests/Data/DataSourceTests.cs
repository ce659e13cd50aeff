using System.Runtime.CompilerServices;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Training;
using Strata.Training;

namespace Strata.Tests.Data;

public class DataSourceTests
{
    private static readonly Dataset s_ten = new(Tensor.Wrap([.. Enumerable.Range(0, 20).Select(i => (float)i)], [10, 2]), Tensor.Wrap([.. Enumerable.Range(0, 10)]));

    private static int[][] Targets(DataSource source, int batchSize, RandomStream? shuffle = null, int skip = 0)
        => [.. source.Batches(batchSize, shuffle, skip).Select(batch => batch.Targets.ToArray<int>())];

    private static IEnumerable<(Tensor, Tensor)> Two()
    {
        yield return (Tensor.Ones([3, 2]), Tensor.Wrap([1, 2, 3]));
        yield return (Tensor.Zeros([1, 2]), Tensor.Wrap([4]));
    }

    private static async IAsyncEnumerable<(Tensor, Tensor)> TwoLater()
    {
        foreach ((Tensor, Tensor) batch in Two())
        {
            await Task.Yield();
            yield return batch;
        }
    }

    [Fact]
    public void A_data_set_comes_in_batches_in_its_order_or_in_another_one()
    {
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]], Targets(s_ten, 4));
        int[][] shuffled = Targets(s_ten, 4, new RandomStream(1));
        Assert.Equal([4, 4, 2], shuffled.Select(b => b.Length));
        Assert.Equal(Enumerable.Range(0, 10), shuffled.SelectMany(b => b).Order());
        Assert.NotEqual(Enumerable.Range(0, 10), shuffled.SelectMany(b => b));
        Assert.Equal(shuffled, Targets(s_ten, 4, new RandomStream(1)));
        Assert.Equal(shuffled[1..], Targets(s_ten, 4, new RandomStream(1), skip: 1));
        Assert.Empty(Targets(s_ten, 4, skip: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ten.Batches(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ten.Batches(1, null, -1));
    }

    [Fact]
    public void Batches_inside_a_scope_belong_to_it_and_the_order_does_not()
    {
        Tensor? first = null;
        int count = 0;
        using IEnumerator<(Tensor Inputs, Tensor Targets)> batches = s_ten.Batches(4, new RandomStream(2)).GetEnumerator();
        while (true)
        {
            using var scope = new TensorScope();
            if (!batches.MoveNext()) break;
            first ??= batches.Current.Inputs;
            count += batches.Current.Inputs.Shape[0];
        }
        Assert.Equal(10, count);
        Assert.Throws<ObjectDisposedException>(() => first!.ToArray<float>());
    }

    [Fact]
    public void What_a_program_enumerates_is_a_source_too()
    {
        foreach (DataSource source in (DataSource[])[DataSource.From(Two()), DataSource.From(TwoLater()), DataSource.From(TwoLater()).Prefetch()])
        {
            Assert.Equal(("[2]", (int?)null, DType.Int32), (source.InputShape.ToString(), source.SampleCount, source.ExampleTargets.DType));
            Assert.Equal([[1, 2, 3], [4]], Targets(source, 64));
            Assert.Equal([[4]], Targets(source, 64, skip: 1)); // each epoch begins anew
        }
        Assert.Contains("There is no batch", Assert.Throws<ArgumentException>(() => DataSource.From(Array.Empty<(Tensor, Tensor)>())).Message);
        (Tensor, Tensor)[] bad = [(Tensor.Ones([2, 2]), Tensor.Wrap([1, 2])), (Tensor.Ones([2, 2]), Tensor.Wrap([1]))];
        Assert.Contains("Batch 1 has inputs [2, 2] and targets [1]; both need the same number of samples",
            Assert.Throws<ArgumentException>(() => Targets(DataSource.From(bad), 1)).Message);
    }

    [Fact]
    public void Fetching_ahead_changes_no_bit_of_what_is_learned()
    {
        Assert.Equal(Learned(Blobs.Pictures()), Learned(Blobs.Pictures().Prefetch(3)));

        static float[] Learned(DataSource source)
        {
            Sequential model = Blobs.Network();
            var step = new TrainStep(model, new Sgd(0.05, momentum: 0.9), new SoftmaxCrossEntropy(), seed: 3);
            for (ulong epoch = 0; epoch < 2; epoch++)
            {
                using IEnumerator<(Tensor Inputs, Tensor Targets)> batches = source.Batches(16, new RandomStream(3).Split(epoch)).GetEnumerator();
                while (true)
                {
                    using var scope = new TensorScope();
                    if (!batches.MoveNext()) break;
                    step.Run(batches.Current.Inputs, batches.Current.Targets);
                }
            }
            return Blobs.Values(model);
        }
    }

    [Fact]
    public void An_exception_over_there_comes_out_here_after_the_batches_before_it()
    {
        var seen = new List<int>();
        var fault = Assert.Throws<InvalidDataException>(() =>
        {
            foreach ((_, Tensor targets) in DataSource.From(Broken()).Prefetch().Batches(1))
            {
                seen.Add(targets.AsSpan<int>()[0]);
            }
        });
        Assert.Equal("the third is broken", fault.Message);
        Assert.Equal([0, 1], seen);

        static IEnumerable<(Tensor, Tensor)> Broken()
        {
            for (int i = 0; i < 2; i++)
            {
                yield return (Tensor.Ones([1, 1]), Tensor.Wrap([i]));
            }
            throw new InvalidDataException("the third is broken");
        }
    }

    [Fact]
    public async Task A_source_that_is_stopped_before_it_begins_or_refuses_to_begin_says_so_at_once()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await AtOnce(() => Assert.ThrowsAny<OperationCanceledException>(() => s_ten.Prefetch().Batches(2, cancellation: source.Token).Count()));
        await AtOnce(() => Assert.Contains("the first is broken", Assert.Throws<InvalidDataException>(() => new Refusing().Prefetch().Batches(2).Count()).Message));

        static Task AtOnce(Action action) => Task.Run(action).WaitAsync(TimeSpan.FromSeconds(8));
    }

    private sealed class Refusing : DataSource
    {
        public override Shape InputShape => [2];

        public override DType InputType => DType.Float32;

        public override int? SampleCount => 2;

        public override Tensor ExampleTargets => Tensor.Wrap([0]);

        public override IReadOnlyList<string> ClassNames => [];

        public override IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(int batchSize, RandomStream? shuffle = null, int skip = 0, CancellationToken cancellation = default)
            => throw new InvalidDataException("the first is broken");
    }

    [Fact]
    public void Who_stops_early_ends_the_thread_and_the_enumeration()
    {
        bool ended = false;
        int made = 0;
        foreach ((Tensor Inputs, Tensor Targets) batch in DataSource.From(Endless()).Prefetch(2).Batches(1))
        {
            ended = false;
            if (batch.Targets.AsSpan<int>()[0] == 3)
            {
                break;
            }
        }
        Assert.True(ended); // its finally has run, so its thread has left it
        Assert.InRange(made, 4, 4 + 2 + 2 + 1);

        IEnumerable<(Tensor, Tensor)> Endless()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    made = i + 1;
                    yield return (Tensor.Ones([1, 1]), Tensor.Wrap([i]));
                }
            }
            finally
            {
                ended = true;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_waits_for_a_batch_that_does_not_come_can_cancel(bool ahead)
    {
        using var source = new CancellationTokenSource();
        DataSource stalling = DataSource.From(Stalling());
        int seen = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var batch in (ahead ? stalling.Prefetch() : stalling).Batches(1, cancellation: source.Token))
            {
                seen++;
            }
        });
        Assert.InRange(seen, ahead ? 0 : 1, 1); // one that was ready may be left out

        async IAsyncEnumerable<(Tensor, Tensor)> Stalling([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            yield return (Tensor.Ones([1, 1]), Tensor.Wrap([0]));
            await source.CancelAsync();
            await Task.Delay(TimeSpan.FromMinutes(1), cancellation);
        }
    }

    [Fact]
    public void Fetching_ahead_can_be_cancelled_though_the_source_cannot()
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DataSource.From(Stuck()).Prefetch().Batches(1, cancellation: source.Token).Count());

        IEnumerable<(Tensor, Tensor)> Stuck()
        {
            yield return (Tensor.Ones([1, 1]), Tensor.Wrap([0]));
            source.Cancel();
            yield return (Tensor.Ones([1, 1]), Tensor.Wrap([1])); // of a source that has not noticed
        }
    }

    [Fact]
    public void A_source_says_of_what_type_its_inputs_are()
    {
        var data = new Dataset(Tensor.Ones([3, 2], DType.Float64), Tensor.Ones([3]));
        Assert.Equal(DType.Float64, data.InputType);
        Assert.Equal(DType.Float64, data.Prefetch().InputType);
        Assert.Equal(DType.Int32, DataSource.From([(Tensor.Wrap([1, 2]), Tensor.Ones([2]))]).InputType);
    }

    [Fact]
    public void The_queue_is_bounded() => Assert.Throws<ArgumentOutOfRangeException>(() => s_ten.Prefetch(0));

    [Fact]
    public void Memory_of_batches_belongs_to_the_scope_that_takes_them_and_memory_of_the_data_does_not()
    {
        var data = new Dataset(RandomOps.Normal([8, 2], 0, 1, new RandomStream(1)), Tensor.Zeros([8], DType.Int32));
        float[] before = data.Inputs.ToArray<float>();
        Tensor copied = Last(new RandomStream(3)), shared = Last(null);
        Assert.Throws<ObjectDisposedException>(() => copied.ToArray<float>());
        Assert.Equal(before[^2..], shared.ToArray<float>());
        Assert.Equal(before, data.Inputs.ToArray<float>());

        Tensor Last(RandomStream? shuffle)
        {
            using IEnumerator<(Tensor Inputs, Tensor Targets)> batches = data.Prefetch(1).Batches(1, shuffle).GetEnumerator();
            Tensor? seen = null;
            for (int i = 0; i < 8; i++)
            {
                using var scope = new TensorScope();
                Assert.True(batches.MoveNext());
                seen = batches.Current.Inputs;
                Assert.Equal(2, seen.ToArray<float>().Length);
            }
            return seen!;
        }
    }
}
