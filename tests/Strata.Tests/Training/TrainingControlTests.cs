using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

namespace Strata.Tests.Training;

/// <summary>Callbacks, progress, cancellation.</summary>
public class TrainingControlTests
{
    private readonly List<string> _log = [];

    private static Trainer Linear() => new(new Dense(2), new Sgd(0.1), new SoftmaxCrossEntropy());

    [Fact]
    public void Callbacks_come_in_order_after_the_progress()
    {
        var callback = new Log(_log);
        Linear().Fit(Blobs.Make(20), epochs: 2, validation: Blobs.Make(10), batchSize: 16, callbacks: [callback, new Log(_log, "second ")],
            progress: new Report(p => _log.Add($"progress {p.TotalSteps}")));
        Assert.Equal(
        [
            "begin", "second begin",
            "progress 1", "step 1", "second step 1", "progress 2", "step 2", "second step 2", "epoch 1", "second epoch 1",
            "progress 3", "step 3", "second step 3", "progress 4", "step 4", "second step 4", "epoch 2", "second epoch 2",
            "end", "second end",
        ], _log);
        Assert.True(callback.Last!.Metrics.ContainsKey("val_loss"));
    }

    [Fact]
    public void Progress_says_how_far_training_is()
    {
        var reports = new List<TrainingProgress>();
        Trainer trainer = Linear();
        trainer.Fit(Blobs.Make(40), epochs: 2, batchSize: 16, progress: new Report(reports.Add));
        Assert.Equal(
            [(1, 2, 1, 3, 1L), (1, 2, 2, 3, 2L), (1, 2, 3, 3, 3L), (2, 2, 1, 3, 4L), (2, 2, 2, 3, 5L), (2, 2, 3, 3, 6L)],
            reports.Select(p => (p.Epoch, p.Epochs, p.Step, p.StepsPerEpoch, p.TotalSteps)));
        Assert.Equal(trainer.History["loss"], [reports[2].Loss, reports[5].Loss]);
        Assert.All(reports, p => Assert.True(p.SamplesPerSecond > 0));
    }

    [Fact]
    public void Cancelling_ends_training_before_the_next_batch_and_keeps_what_was_learned()
    {
        using var stop = new CancellationTokenSource();
        Trainer trainer = Linear();
        int steps = 0;
        var progress = new Report(p =>
        {
            steps++;
            if (p.TotalSteps == 2)
            {
                stop.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Blobs.Make(), epochs: 3, batchSize: 16, progress: progress, cancellation: stop.Token));
        Assert.Equal((2, 2L, 0), (steps, trainer.Optimizer.Steps, trainer.History.Epochs.Count));
        Assert.Equal(2, trainer.Fit(Blobs.Make(), epochs: 2).Epochs.Count);
        Assert.Throws<OperationCanceledException>(() => trainer.Evaluate(Blobs.Make(), cancellation: stop.Token));
    }

    [Fact]
    public void A_callback_can_stop_training_after_its_step()
    {
        Trainer trainer = Linear();
        History history = trainer.Fit(Blobs.Make(), epochs: 9, batchSize: 16, callbacks: [new Log(_log, stopAt: 3)]);
        Assert.Equal((1, 3L), (history.Epochs.Count, history.Last.Steps));
        Assert.Equal("end", _log[^1]);
        Assert.Equal(2, trainer.Fit(Blobs.Make(), epochs: 1).Epochs.Count);
    }

    private sealed class Report(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        void IProgress<TrainingProgress>.Report(TrainingProgress value) => action(value);
    }

    private sealed class Log(List<string> log, string name = "", int stopAt = -1) : Callback
    {
        public EpochResult? Last { get; private set; }

        public override void OnTrainingBegin(Trainer trainer) => log.Add(name + "begin");

        public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
        {
            log.Add($"{name}step {progress.TotalSteps}");
            if (progress.TotalSteps == stopAt)
            {
                trainer.Stop();
            }
        }

        public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
        {
            Last = epoch;
            log.Add($"{name}epoch {epoch.Epoch}");
        }

        public override void OnTrainingEnd(Trainer trainer) => log.Add(name + "end");
    }
}
