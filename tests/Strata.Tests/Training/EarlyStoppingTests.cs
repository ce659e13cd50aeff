using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

namespace Strata.Tests.Training;

public class EarlyStoppingTests
{
    private readonly Trainer _trainer = new(new Sequential(new BatchNorm(), new Dense(2)), new Sgd(0.1), new SoftmaxCrossEntropy());

    // Lets the callback see the given values in place of the training's own, and remembers the weights after every epoch.
    private List<float[]> Fit(EarlyStopping stopping, string metric, params double[] values)
    {
        var weights = new List<float[]>();
        _trainer.Fit(Blobs.Make(20), epochs: values.Length, batchSize: 10, callbacks: [new Script(stopping, metric, values, weights)]);
        return weights;
    }

    [Fact]
    public void It_waits_for_a_new_best_and_puts_the_best_weights_and_states_back()
    {
        var stopping = new EarlyStopping(patience: 2);
        List<float[]> weights = Fit(stopping, "val_loss", 3, 2, 2.5, 1, double.NaN, 1, 0);
        Assert.Equal(6, weights.Count);
        Assert.Equal((4, 1.0), stopping.Best);
        Assert.Equal(weights[3], Blobs.Values(_trainer.Model));
        Assert.NotEqual(weights[5], weights[3]);
    }

    [Fact]
    public void An_accuracy_is_better_when_it_is_larger_by_the_margin()
    {
        var stopping = new EarlyStopping(patience: 1, metric: "val_accuracy", margin: 0.1);
        Assert.Equal(3, Fit(stopping, "val_accuracy", 0.5, 0.7, 0.75, 0.9).Count);
        Assert.Equal((2, 0.7), stopping.Best);
        stopping = new EarlyStopping(patience: 1, metric: "val_accuracy", largerIsBetter: false);
        Assert.Equal(2, Fit(stopping, "val_accuracy", 0.5, 0.7, 0.4).Count);
    }

    [Fact]
    public void Without_restoring_the_last_weights_stay()
    {
        List<float[]> weights = Fit(new EarlyStopping(patience: 1, restore: false), "val_loss", 1, 2, 3);
        Assert.Equal(2, weights.Count);
        Assert.Equal(weights[1], Blobs.Values(_trainer.Model));
    }

    [Fact]
    public void A_training_that_ends_by_itself_has_its_best_weights_too_and_the_next_begins_anew()
    {
        var stopping = new EarlyStopping(patience: 5);
        Assert.Equal(Fit(stopping, "val_loss", 1, 2)[0], Blobs.Values(_trainer.Model));
        Fit(stopping, "val_loss", 7);
        Assert.Equal((3, 7.0), stopping.Best);
    }

    [Fact]
    public void It_watches_a_real_training()
    {
        var stopping = new EarlyStopping(patience: 1, margin: 10);
        Assert.Equal(2, _trainer.Fit(Blobs.Make(20), epochs: 9, validation: Blobs.Make(10), callbacks: [stopping]).Epochs.Count);
        Assert.Equal(_trainer.History["val_loss"][0], stopping.Best!.Value.Value);
    }

    [Fact]
    public void A_metric_that_is_not_there_and_bad_numbers_are_refused()
    {
        Assert.Equal(
            "EarlyStopping watches 'val_loss', but the epoch has only loss, accuracy. Give Fit validation data, or watch one of these.",
            Assert.Throws<ArgumentException>(() => _trainer.Fit(Blobs.Make(20), epochs: 1, callbacks: [new EarlyStopping()])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(patience: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(margin: -1));
    }

    private sealed class Script(EarlyStopping inner, string metric, double[] values, List<float[]> weights) : Callback
    {
        public override void OnTrainingBegin(Trainer trainer) => inner.OnTrainingBegin(trainer);

        public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
        {
            inner.OnEpochEnd(trainer, epoch with { Metrics = new Dictionary<string, double> { [metric] = values[weights.Count] } });
            weights.Add(Blobs.Values(trainer.Model));
        }

        public override void OnTrainingEnd(Trainer trainer) => inner.OnTrainingEnd(trainer);
    }
}
