using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class NonFiniteLossTests
{
    private static Sequential Model()
    {
        var model = new Sequential(new Dense(3) { Name = "a" }, new Tanh() { Name = "t" }, new Dense(3) { Name = "b" }, new Dense(2) { Name = "c" });
        model.Build([2], new RandomStream(1));
        return model;
    }

    private static NonFiniteLossException Fault(Layer model, double rate = 0.1)
        => Assert.Throws<NonFiniteLossException>(() => new Trainer(model, new Sgd(rate), new SoftmaxCrossEntropy()).Fit(Blobs.Make(), epochs: 20, batchSize: 16));

    [Fact]
    public void A_weight_that_is_not_finite_is_named_with_its_layer_and_the_step()
    {
        Sequential model = Model();
        ((Dense)model.Children[2]).Weight!.Value.AsSpan<float>()[4] = float.NaN;
        NonFiniteLossException fault = Fault(model);
        Assert.Equal((0, "Dense 'b'"), (fault.Step, fault.Layer));
        Assert.Equal(
            "Training stopped at step 0: the loss is NaN. Dense 'b' is the first layer at fault: its weight is not finite. " +
            "A smaller learning rate, gradient clipping or scaled inputs usually help.", fault.Message);
    }

    [Fact]
    public void An_output_that_overflows_is_named()
    {
        Sequential model = Model();
        foreach (int i in (int[])[2, 3])
        {
            ((Dense)model.Children[i]).Weight!.Value.AsSpan<float>().Fill(2e38f);
        }
        ((Dense)model.Children[0]).Bias!.Value.AsSpan<float>().Fill(10);
        NonFiniteLossException fault = Fault(model);
        Assert.Equal("Dense 'b'", fault.Layer);
        Assert.Contains("Dense 'b' is the first layer whose output is not finite.", fault.Message);
    }

    [Fact]
    public void A_rate_that_is_far_too_large_stops_at_a_later_step_and_the_step_changes_nothing()
    {
        Sequential model = Model();
        NonFiniteLossException fault = Fault(model, rate: 1e38);
        Assert.InRange(fault.Step, 1, 50);
        float[] before = Blobs.Values(model);
        Assert.Equal(0, Fault(model).Step);
        Assert.Equal(before, Blobs.Values(model));
    }

    [Fact]
    public void Inputs_that_are_not_finite_are_told_from_a_faulty_layer()
    {
        var step = new TrainStep(Model(), new Sgd(0.1), new SoftmaxCrossEntropy());
        var fault = Assert.Throws<NonFiniteLossException>(() => step.Run(Tensor.Wrap([1, float.NaN], [1, 2]), Tensor.Wrap([0])));
        Assert.Null(fault.Layer);
        Assert.Contains("Training stopped at step 0: the loss is NaN. The batch's inputs are not finite.", fault.Message);
        Assert.Equal(0, step.Steps);
        step.Run(Tensor.Wrap([1f, 2], [1, 2]), Tensor.Wrap([0]));
        Assert.Equal(1, step.Steps);
    }

    [Fact]
    public void A_loss_that_overflows_by_itself_is_told_too()
    {
        var model = new Dense(1, bias: false);
        var step = new TrainStep(model, new Sgd(0.1), new MeanSquaredError());
        var fault = Assert.Throws<NonFiniteLossException>(() => step.Run(Tensor.Wrap([1e30f], [1, 1]), Tensor.Wrap([-1e30f], [1, 1])));
        Assert.Null(fault.Layer);
        Assert.Contains("All layers' outputs are finite; the loss overflows by itself.", fault.Message);
    }

    [Fact]
    public void Empty_and_dirty_data_never_reach_training()
    {
        Assert.StartsWith("A data set needs at least one sample, but the inputs have shape [0, 2].",
            Assert.Throws<ArgumentException>(() => new Dataset(Tensor.Zeros([0, 2]), Tensor.Zeros([0], DType.Int32))).Message);
        Assert.Equal(
            "Sample 1 of the data holds a value that is not a finite number (element 0 of its input). Clean the data, or drop the sample.",
            Assert.Throws<ArgumentException>(() => new Dataset(Tensor.Wrap([1, 2, float.NaN, 4], [2, 2]), Tensor.Zeros([2], DType.Int32))).Message);
    }
}
