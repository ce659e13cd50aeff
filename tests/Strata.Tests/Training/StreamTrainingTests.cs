using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Training;

/// <summary>Training on data that is not a data set in memory.</summary>
public class StreamTrainingTests
{
    private static Trainer Trainer() => new(new Sequential(new Dense(5), new Tanh(), new Dropout(0.2), new Dense(2)), new Adam(0.01), new SoftmaxCrossEntropy(), seed: 3);

    private static IEnumerable<(Tensor Inputs, Tensor Targets)> InOrder(Dataset data)
        => Enumerable.Range(0, (data.Count + 7) / 8).Select(i => data.Range(8 * i, Math.Min(8, data.Count - (8 * i))));

    private static async IAsyncEnumerable<(Tensor Inputs, Tensor Targets)> Later(Dataset data)
    {
        foreach (var batch in InOrder(data))
        {
            await Task.Yield();
            yield return batch;
        }
    }

    [Fact]
    public void Batches_of_any_source_teach_what_the_data_in_memory_do()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Blobs.Make(38);
        Npy.Write(folder.File("x.npy"), data.Inputs);
        Npy.Write(folder.File("y.npy"), data.Targets);
        using RecordSource disk = RecordSource.OpenNpy(folder.File("x.npy"), folder.File("y.npy"));
        Trainer ordered = Trainer(), shuffled = Trainer();
        History expected = ordered.Fit(data, 3, data, batchSize: 8, shuffle: false);
        shuffled.Fit(data, 3, batchSize: 8);

        Same(ordered, t => t.Fit(DataSource.From(InOrder(data)), 3, data));
        Same(ordered, t => t.Fit(DataSource.From(InOrder(data)).Prefetch(3), 3));
        Same(ordered, t => t.Fit(DataSource.From(Later(data)), 3));
        Same(ordered, t => t.Fit(DataSource.From(Later(data)).Prefetch(1), 3));
        Same(shuffled, t => t.Fit(disk, 3, disk, batchSize: 8));
        Same(shuffled, t => t.Fit(disk.Prefetch(), 3, batchSize: 8));
        Same(shuffled, t => t.Fit(data.Prefetch(), 3, batchSize: 8));

        void Same(Trainer other, Func<Trainer, History> fit)
        {
            Trainer trainer = Trainer();
            History history = fit(trainer);
            Assert.Equal(Blobs.Values(other.Model), Blobs.Values(trainer.Model));
            if (other == ordered)
            {
                Assert.Equal(expected["accuracy"], history["accuracy"]);
            }
        }
    }

    [Fact]
    public void A_training_on_a_stream_is_resumed_in_the_middle_of_an_epoch()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Blobs.Make(38);
        Trainer whole = Trainer(), resumed = Trainer();
        whole.Fit(DataSource.From(InOrder(data)), 3);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Trainer().Fit(
            DataSource.From(InOrder(data)), 3, progress: new Cancel(source, 7), checkpointing: new Checkpointing(folder.File("c"), TimeSpan.FromDays(1)), cancellation: source.Token));
        resumed.Fit(DataSource.From(InOrder(data)), 3, checkpointing: new Checkpointing(folder.File("c"), resume: true));
        Assert.Equal(Blobs.Values(whole.Model), Blobs.Values(resumed.Model));
        Assert.Equal(whole.History["loss"], resumed.History["loss"]);
    }

    [Fact]
    public void A_stream_that_comes_only_once_is_an_error_in_the_second_epoch()
    {
        var once = new Queue<(Tensor, Tensor)>(InOrder(Blobs.Make(24)));
        IEnumerable<(Tensor, Tensor)> Emptying()
        {
            while (once.TryDequeue(out (Tensor, Tensor) batch))
            {
                yield return batch;
            }
        }
        Trainer trainer = Trainer();
        Assert.Contains("Epoch 2 had no batch to learn from", Assert.Throws<ArgumentException>(() => trainer.Fit(DataSource.From(Emptying()), 3)).Message);
        Assert.Single(trainer.History.Epochs);
    }

    [Fact]
    public void A_program_may_use_what_it_has_made_for_the_next_batch()
    {
        Dataset data = Blobs.Make(24);
        IEnumerable<(Tensor, Tensor)> Centred()
        {
            Tensor mean = data.Inputs.Mean([0]);
            foreach ((Tensor inputs, Tensor targets) in InOrder(data))
            {
                yield return (inputs - mean, targets);
            }
        }
        Assert.Equal(6, Trainer().Fit(DataSource.From(Centred()), 2, DataSource.From(Centred())).Last.Steps);
        var once = new Queue<(Tensor, Tensor)>(InOrder(data));
        DataSource used = DataSource.From(Enumerable.Range(0, 9).TakeWhile(_ => once.Count > 0).Select(_ => once.Dequeue()));
        Trainer trainer = Trainer();
        trainer.Evaluate(used);
        Assert.Contains("There is no batch to evaluate", Assert.Throws<ArgumentException>(() => trainer.Evaluate(used)).Message);
    }

    private sealed class Cancel(CancellationTokenSource source, int step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.TotalSteps == step)
            {
                source.Cancel();
            }
        }
    }
}
