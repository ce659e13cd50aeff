using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public sealed class RuleTrainingTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    // Ten samples in batches of four: three steps an epoch, five epochs.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(14)]
    public void A_training_that_is_killed_at_any_step_goes_on_to_the_same_end(int step)
    {
        var whole = Training();
        History expected = whole.Run(5, null, null, default);
        var killed = Training(killAt: step);
        Assert.Throws<TimeoutException>(() => killed.Run(5, null, new Checkpointing(_file, TimeSpan.Zero), default));
        Assert.Equal(step > 0, File.Exists(_file));

        var resumed = Training();
        var told = new List<int>();
        History history = resumed.Run(5, epoch => told.Add(epoch.Epoch), new Checkpointing(_file, TimeSpan.Zero, resume: true), default);
        Assert.Equal(whole.Learner.Weight!.Value.ToArray<float>(), resumed.Learner.Weight!.Value.ToArray<float>());
        Assert.Equal(expected["sum"], history["sum"]);
        Assert.Equal(expected.Epochs.Select(e => (e.Epoch, e.Steps)), history.Epochs.Select(e => (e.Epoch, e.Steps)));
        int before = step / 3;
        Assert.Equal(Enumerable.Range(before + 1, 5 - before), told);
        Assert.All(history.Epochs, epoch => Assert.True(epoch.Seconds > 0 && double.IsNaN(epoch.LearningRate)));
    }

    [Fact]
    public void A_cancelled_training_keeps_its_state_and_one_that_has_converged_ends()
    {
        using var source = new CancellationTokenSource();
        var cancelled = Training();
        Assert.Throws<OperationCanceledException>(() => cancelled.Run(5, epoch => Cancel(epoch, 2), new Checkpointing(_file), source.Token));
        var resumed = Training(convergesIn: 4);
        Assert.Equal(4, resumed.Run(9, null, new Checkpointing(_file, TimeSpan.Zero, resume: true), default).Epochs.Count);
        Assert.Equal(4, Training().Run(9, null, new Checkpointing(_file, resume: true), default).Epochs.Count);

        void Cancel(EpochResult epoch, int at)
        {
            if (epoch.Epoch == at)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void The_checkpoint_of_another_training_is_refused_by_what_differs()
    {
        Training().Run(2, null, new Checkpointing(_file, TimeSpan.Zero), default);
        Assert.EndsWith("does not fit this training: its batch size: 4, this training's: 3.", Fault(Training(batchSize: 3)));
        Assert.EndsWith("its seed: 7, this training's: 8.", Fault(Training(seed: 8)));
        Assert.EndsWith("its rule: sums, this training's: products.", Fault(Training("products")));

        string Fault(Sums other) => Assert.Throws<InvalidDataException>(() => other.Run(5, null, new Checkpointing(_file, resume: true), default)).Message;
    }

    private static Sums Training(string rule = "sums", int batchSize = 4, long seed = 7, int killAt = -1, int convergesIn = -1)
    {
        var model = new Dense(1);
        model.Build([3]);
        return new Sums(model, rule, batchSize, seed, killAt, convergesIn);
    }

    // Adds to a weight what depends on the order of all steps.
    private sealed class Sums(Dense model, string rule, int batchSize, long seed, int killAt, int convergesIn) : RuleTraining(model, rule, 10, batchSize, seed)
    {
        private double _sum;

        public Dense Learner => model;

        protected override Tensor Order(int epoch) => RandomOps.Permutation(10, new RandomStream(1).Split((ulong)epoch));

        protected override void Step(Tensor? chosen)
        {
            if (Steps == killAt)
            {
                throw new TimeoutException();
            }
            int first = chosen!.ToArray<int>()[0];
            _sum = (_sum * 1.5) + first + chosen.Count;
            (Learner.Weight!.Value + (0.1 * first)).CopyTo(Learner.Weight!.Value);
        }

        protected override Dictionary<string, double> EndEpoch(int epoch)
        {
            HasConverged = epoch == convergesIn;
            return new() { ["sum"] = _sum };
        }

        protected override void Capture(Checkpoint checkpoint) => checkpoint.Set("sum", _sum);

        protected override void Restore(Checkpoint checkpoint) => _sum = checkpoint.Number("sum");
    }
}
