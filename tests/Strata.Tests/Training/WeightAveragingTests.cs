using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

namespace Strata.Tests.Training;

public class WeightAveragingTests
{
    // The weights after each of four steps, and those that the model has in the end.
    private static (float[][] Steps, float[] End) Train(WeightAveraging averaging)
    {
        var trainer = new Trainer(new Dense(2), new Sgd(0.5), new SoftmaxCrossEntropy());
        var log = new Log();
        trainer.Fit(Blobs.Make(8), epochs: 2, batchSize: 4, callbacks: [averaging, log]);
        return ([.. log.Steps], Blobs.Values(trainer.Model));
    }

    private static void IsAverage(double[] shares, (float[][] Steps, float[] End) run)
    {
        Assert.Equal(4, run.Steps.Length);
        double[] expected = [.. Enumerable.Range(0, run.End.Length).Select(i => shares.Zip(run.Steps, (share, w) => share * w[i]).Sum())];
        Assert.Equal(expected, run.End.Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.NotEqual(run.Steps[^1], run.End);
    }

    [Fact]
    public void Without_decay_it_is_the_mean_of_all_steps() => IsAverage([0.25, 0.25, 0.25, 0.25], Train(new WeightAveraging()));

    [Fact]
    public void With_decay_it_begins_at_the_first_step_and_forgets() => IsAverage([0.512, 0.128, 0.16, 0.2], Train(new WeightAveraging(decay: 0.8)));

    [Fact]
    public void The_beginning_can_be_left_out() => IsAverage([0, 0, 0.5, 0.5], Train(new WeightAveraging(after: 2)));

    [Fact]
    public void A_training_shorter_than_what_is_left_out_keeps_its_weights()
    {
        (float[][] steps, float[] end) = Train(new WeightAveraging(after: 9));
        Assert.Equal(steps[^1], end);
    }

    [Fact]
    public void Its_numbers_have_ranges()
    {
        Assert.StartsWith(
            "The decay of an average of weights is from 0 to below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAveraging(1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAveraging(after: -1));
    }

    private sealed class Log : Callback
    {
        public List<float[]> Steps { get; } = [];

        public override void OnStepEnd(Trainer trainer, TrainingProgress progress) => Steps.Add(Blobs.Values(trainer.Model));
    }
}
