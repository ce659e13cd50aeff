using Strata.Losses;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Losses;

public class EachStepTests
{
    private static readonly Tensor s_output = RandomOps.Uniform([2, 3, 4], -1, 1, new RandomStream(1), DType.Float64);
    private static readonly Tensor s_labels = Tensor.Wrap([0, 1, 2, 3, 3, 0], [2, 3]);

    [Fact]
    public void It_is_the_mean_over_the_steps()
    {
        var each = new EachStep(new SoftmaxCrossEntropy());
        double mean = Enumerable.Range(0, 6).Average(i => new SoftmaxCrossEntropy().Forward(
            s_output.Reshape([6, 4]).Slice(0, i, 1), s_labels.Reshape([6]).Slice(0, i, 1)).ToScalar());
        Assert.Equal(mean, each.Forward(s_output, s_labels).ToScalar(), 1e-12);
        Tensor probabilities = each.Predictions(s_output);
        Assert.Equal(s_output.Shape, probabilities.Shape);
        Assert.Equal(6, probabilities.Sum().ToScalar(), 1e-12);
    }

    [Fact]
    public void Outputs_without_steps_are_refused()
        => Assert.StartsWith(
            "EachStep takes outputs [batch, steps, ...] and targets [batch, steps, ...], but got [2, 4] and [2, 3]. " +
            "Recurrent layers return the whole sequence if told to.",
            Assert.Throws<ArgumentException>(() => new EachStep(new SoftmaxCrossEntropy()).Forward(Tensor.Zeros([2, 4]), s_labels)).Message);
}
