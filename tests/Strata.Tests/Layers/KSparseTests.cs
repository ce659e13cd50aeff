using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class KSparseTests
{
    private static readonly Tensor s_input = Tensor.Wrap([3.0, -1, 2, 5, 0, 0, 0, -4], [2, 4]);

    [Fact]
    public void The_largest_are_kept_and_of_equal_ones_the_first()
    {
        Assert.Equal([3.0, 0, 0, 5, 0, 0, 0, 0], new KSparse(2).Forward(s_input).ToArray<double>());
        Assert.Equal([true, false, false, true, true, true, false, false], s_input.Largest(2).ToArray<bool>());
        Assert.Same(s_input, new KSparse(4).Forward(s_input));
        Assert.Same(s_input, new KSparse(9).Forward(s_input));
    }

    [Fact]
    public void Predictions_keep_more_by_the_factor()
    {
        var layer = new KSparse(2, 1.5);
        Assert.Equal([3.0, 0, 2, 5, 0, 0, 0, 0], layer.Forward(s_input).ToArray<double>());
        Assert.Equal([3.0, 0, 0, 5, 0, 0, 0, 0], layer.Forward(s_input, ForwardContext.Training(new RandomStream(1))).ToArray<double>());
    }

    [Fact]
    public void Only_what_is_kept_has_a_gradient()
        => Assert.Equal([1.0, 0, 0, 1, 1, 1, 0, 0], Differentiation.Gradient(x => new KSparse(2).Forward(x[0]).Sum(), s_input)[0].ToArray<double>());

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.StartsWith("At least one element of a sample must be kept.", Assert.Throws<ArgumentOutOfRangeException>(() => new KSparse(0)).Message);
        Assert.StartsWith("In predictions at least as many", Assert.Throws<ArgumentOutOfRangeException>(() => new KSparse(1, 0.5)).Message);
        Assert.StartsWith("The largest elements are looked for in samples", Assert.Throws<ArgumentException>(() => Tensor.Scalar(1).Largest(1)).Message);
    }
}
