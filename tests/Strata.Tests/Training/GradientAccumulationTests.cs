using Strata.Layers;
using Strata.Losses;
using Strata.Metrics;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

/// <summary>Batches that pass through the model in parts.</summary>
public class GradientAccumulationTests
{
    private static (float[] Weights, History History) Train(int? partSize)
    {
        var trainer = new Trainer(new Sequential(new Dense(4), new Tanh(), new Dense(2)), new Sgd(0.1, momentum: 0.9), new SoftmaxCrossEntropy(), 3, partSize);
        trainer.Fit(Blobs.Make(50), epochs: 2, batchSize: 20);
        return (Blobs.Values(trainer.Model), trainer.History);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    public void Parts_of_any_size_train_as_the_whole_batch_does(int partSize)
    {
        (float[] whole, History history) = Train(null);
        (float[] parts, History other) = Train(partSize);
        Assert.Equal(whole, parts, (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal(history["loss"], other["loss"], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(history["accuracy"], other["accuracy"]);
        Assert.Equal(history.Last.Steps, other.Last.Steps);
    }

    [Fact]
    public void A_part_as_large_as_the_batch_changes_no_bit() => Assert.Equal(Train(null).Weights, Train(20).Weights);

    [Fact]
    public void Every_part_draws_its_own_random_numbers()
    {
        var seen = new List<float[]>();
        var model = new Sequential(new Dropout(0.5), new Observed(seen), new Dense(1));
        new TrainStep(model, new Sgd(0.1), new MeanSquaredError(), partSize: 1).Run(Tensor.Ones([2, 32]), Tensor.Ones([2, 1]));
        Assert.Equal(2, seen.Count);
        Assert.NotEqual(seen[0], seen[1]);
    }

    [Fact]
    public void A_part_whose_loss_is_not_finite_leaves_weights_and_gradients_as_before()
    {
        var model = new Dense(1);
        var step = new TrainStep(model, new Sgd(0.1), new MeanSquaredError(), partSize: 1);
        step.Run(Tensor.Ones([2, 1]), Tensor.Ones([2, 1]));
        float[] before = Blobs.Values(model);
        Assert.Throws<NonFiniteLossException>(() => step.Run(Tensor.Wrap([1f, float.NaN], [2, 1]), Tensor.Ones([2, 1])));
        Assert.Equal(before, Blobs.Values(model));
        Assert.Null(model.Weight!.Gradient);
        Assert.True(double.IsFinite(step.Run(Tensor.Ones([2, 1]), Tensor.Ones([2, 1]))));
    }

    [Fact]
    public void A_metric_that_fails_leaves_a_step_that_can_go_on()
    {
        var step = new TrainStep(new Dense(1), new Sgd(0.1), new MeanSquaredError());
        Assert.Throws<ArgumentException>(() => step.Run(Tensor.Ones([2, 1]), Tensor.Ones([2, 1]), new TopK(1)));
        Assert.True(double.IsFinite(step.Run(Tensor.Ones([2, 1]), Tensor.Ones([2, 1]))));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var step = new TrainStep(new Dense(1), new Sgd(0.1), new MeanSquaredError(), partSize: 1);
        Assert.StartsWith(
            "A batch of inputs [2, 1] has targets [3, 1]; their first axes must agree.",
            Assert.Throws<ArgumentException>(() => step.Run(Tensor.Ones([2, 1]), Tensor.Ones([3, 1]))).Message);
        Assert.StartsWith(
            "A part of a batch needs at least one sample.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainStep(new Dense(1), new Sgd(0.1), new MeanSquaredError(), partSize: 0)).Message);
    }

    private sealed class Observed(List<float[]> seen) : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context)
        {
            seen.Add(x.ToArray<float>());
            return x;
        }
    }
}
