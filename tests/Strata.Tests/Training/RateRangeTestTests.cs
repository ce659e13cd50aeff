using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class RateRangeTestTests
{
    [Fact]
    public void Rates_grow_by_one_factor_and_the_model_is_left_as_it_was()
    {
        var model = new Sequential(new Dense(4), new BatchNorm(), new Tanh(), new Dense(2));
        model.Build([2], new RandomStream(1));
        float[] before = Blobs.Values(model);
        RateRange range = RateRangeTest.Run(model, rate => new Sgd(rate), new SoftmaxCrossEntropy(), Blobs.Make(), lowest: 1e-4, highest: 1, steps: 41, batchSize: 64);
        Assert.Equal(before, Blobs.Values(model));
        Assert.Equal(41, range.Points.Count);
        Assert.Equal(Enumerable.Range(0, 41).Select(i => Math.Pow(10, (i / 10.0) - 4)), range.Points.Select(p => p.Rate), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.True(range.Points[^1].Loss < 0.5 * range.Points[0].Loss);
        Assert.Contains(range.Suggestion, range.Points.Select(p => p.Rate / 10));
        Assert.InRange(range.Suggestion, 0.01, 0.11);
    }

    [Fact]
    public void It_ends_where_the_loss_explodes_and_suggests_a_rate_well_below()
    {
        // On ½ (w x)² with x = 1, any rate above 2 diverges.
        var model = new Dense(1, bias: false);
        var data = new Strata.Data.Dataset(Tensor.Ones([16, 1]), Tensor.Zeros([16, 1]));
        foreach (double highest in (double[])[1e3, 1e30])
        {
            RateRange range = RateRangeTest.Run(model, rate => new Sgd(rate), new SquaredError(), data, 1e-3, highest, 60, batchSize: 16);
            Assert.InRange(range.Points.Count, 2, 59);
            Assert.InRange(range.Points[^1].Rate, 2, highest);
            Assert.InRange(range.Suggestion, 1e-4, 2);
        }
    }

    [Fact]
    public void Regularizers_count_and_a_training_at_the_suggestion_learns()
    {
        var data = Blobs.Make();
        RateRange Range(params Regularizer[] regularizers) => RateRangeTest.Run(
            new Dense(2), rate => new Adam(rate), new SoftmaxCrossEntropy(), data, regularizers: regularizers, seed: 3);

        RateRange plain = Range();
        Assert.Equal(plain.Points, Range().Points);
        Assert.True(Range(new L2(10)).Points[0].Loss > plain.Points[0].Loss);
        var trainer = new Trainer(new Dense(2), new Adam(plain.Suggestion), new SoftmaxCrossEntropy(), seed: 3);
        trainer.Fit(data, epochs: 10);
        Assert.InRange(trainer.Evaluate(data)["accuracy"], 0.98, 1);
    }

    [Fact]
    public void Bad_ranges_and_a_model_that_is_broken_from_the_start_are_refused()
    {
        void Run(double lowest = 1e-3, double highest = 1, int steps = 10, int batchSize = 4, Layer? model = null)
            => RateRangeTest.Run(model ?? new Dense(2), rate => new Sgd(rate), new SoftmaxCrossEntropy(), Blobs.Make(8), lowest, highest, steps, batchSize);

        Assert.StartsWith("A range test goes from a rate above 0 to a higher one, but got 1 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => Run(lowest: 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(lowest: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(steps: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(batchSize: 0));
        Assert.Throws<NonFiniteLossException>(() => Run(model: new Sequential(new Dense(2), new Rescale(double.PositiveInfinity))));
    }
}
