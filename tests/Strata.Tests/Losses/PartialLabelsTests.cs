using Strata.Autograd;
using Strata.Losses;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Losses;

public class PartialLabelsTests
{
    private static readonly Tensor s_output = RandomOps.Normal([4, 3], 0, 1, new RandomStream(1), DType.Float64);

    private static Tensor Loss(Tensor output, params int[] labels) => new PartialLabels(new SoftmaxCrossEntropy()).Forward(output, Tensor.Wrap(labels));

    [Fact]
    public void Only_samples_with_labels_count()
    {
        Tensor some = s_output.Gather(Tensor.Wrap([1, 3]));
        Assert.Equal(new SoftmaxCrossEntropy().Forward(some, Tensor.Wrap([2, 0])).ToScalar(), Loss(s_output, -1, 2, -1, 0).ToScalar(), 1e-12);
        Assert.Equal(new SoftmaxCrossEntropy().Forward(s_output, Tensor.Wrap([1, 2, 1, 0])).ToScalar(), Loss(s_output, 1, 2, 1, 0).ToScalar(), 1e-12);
        GradientCheck.Verify(x => Loss(x[0], -1, 2, -1, 0), [s_output]);
        Assert.Equal(s_output.Softmax().ToArray<double>(), new PartialLabels(new SoftmaxCrossEntropy()).Predictions(s_output).ToArray<double>());
    }

    [Fact]
    public void Without_any_label_it_is_zero_with_a_gradient_of_zeros()
    {
        Assert.Equal(0, Loss(s_output, -1, -1, -1, -1).ToScalar());
        Assert.All(Differentiation.Gradient(x => Loss(x[0], -1, -1, -1, -1), s_output)[0].ToArray<double>(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void What_are_no_labels_is_refused()
    {
        Assert.StartsWith("PartialLabels takes one Int32 label a sample, or -1 for none, but got Int32 [2] for an output [4, 3].",
            Assert.Throws<ArgumentException>(() => Loss(s_output, 1, 2)).Message);
        Assert.Throws<ArgumentException>(() => new PartialLabels(new SoftmaxCrossEntropy()).Forward(s_output, Tensor.Zeros([4])));
        Assert.ThrowsAny<ArgumentException>(() => Loss(s_output, -1, -2, 1, 1));
    }
}
