using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Schedules;
using Strata.Training;

namespace Strata.Tests.Training;

public class ReduceOnPlateauTests
{
    // The factor after each epoch of a training that has the given values.
    private static double[] Factors(Func<Scaled, ReduceOnPlateau> make, string metric, params double[] values)
    {
        var rate = new Scaled(0.1);
        ReduceOnPlateau callback = make(rate);
        var trainer = new Trainer(new Dense(2), new Sgd(rate), new SoftmaxCrossEntropy());
        callback.OnTrainingBegin(trainer);
        return [.. values.Select((value, i) =>
        {
            callback.OnEpochEnd(trainer, new EpochResult(i + 1, 0, rate.Rate(0), 0, 0, new Dictionary<string, double> { [metric] = value }));
            return rate.Factor;
        })];
    }

    // torch.optim.lr_scheduler.ReduceLROnPlateau (1.13) with factor=0.5, patience=1, threshold=0, fed the same numbers: its patience of n is n + 1 here.
    [Fact]
    public void The_rate_is_halved_after_as_many_epochs_without_a_new_best()
        => Assert.Equal([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125], Factors(r => new(r, patience: 2), "val_loss", 3, 2, 2.5, 2, 2, 2.1, 1, 1, double.NaN));

    [Fact]
    public void A_score_that_stalls_divides_by_five_down_to_the_lowest_rate()
    {
        Assert.Equal([1, 1, 0.2, 0.1, 0.1],
            Factors(r => new(r, divisor: 5, patience: 1, lowest: 0.01, metric: "val_accuracy", margin: 0.1), "val_accuracy", 0.5, 0.7, 0.75, 0.6, 0.5), Near);
        Assert.Equal([1, 0.5], Factors(r => new(r, patience: 1, metric: "val_accuracy", largerIsBetter: false), "val_accuracy", 0.5, 0.7));

        static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
    }

    [Fact]
    public void It_watches_a_real_training_whose_rate_falls()
    {
        var rate = new Scaled(new Exponential(0.1, 0.5));
        var callback = new ReduceOnPlateau(rate, divisor: 4, patience: 1, metric: "loss", margin: 100);
        var trainer = new Trainer(new Dense(2), new Sgd(rate), new SoftmaxCrossEntropy());
        trainer.Fit(Blobs.Make(20), epochs: 3, batchSize: 20, callbacks: [callback]);
        Assert.Equal([0.1, 0.05, 0.025 / 4], trainer.History.Epochs.Select(e => e.LearningRate), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal((trainer.History["loss"][0], 0), (callback.Best, callback.Waited));
    }

    [Fact]
    public void A_metric_that_is_not_there_and_bad_numbers_are_refused()
    {
        Assert.Equal("ReduceOnPlateau watches 'val_loss', but the epoch has only loss. Give Fit validation data, or watch one of these.",
            Assert.Throws<ArgumentException>(() => Factors(r => new(r), "loss", 1)).Message);
        Assert.StartsWith("A rate is divided by a number above 1, such as 2 or 5.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(new Scaled(1), divisor: 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(new Scaled(1), patience: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(new Scaled(1), lowest: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(new Scaled(1), margin: -1));
        Assert.StartsWith("The factor of a schedule must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new Scaled(1).Factor = 0).Message);
    }
}
