using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class EuclideanRbfTests
{
    [Fact]
    public void The_output_is_the_squared_distance_to_each_centre()
    {
        var layer = new EuclideanRbf(Tensor.Wrap([1f, -1, 0, 2], [2, 2]));
        Assert.Equal([4, 2, 1, 9], layer.Forward(Tensor.Wrap([1f, 1, 0, -1], [2, 2])).ToArray<float>());
    }

    [Fact]
    public void Centres_are_saved_but_not_trained_and_are_a_copy()
    {
        Tensor given = Tensor.Wrap([1f, -1, 0, 2], [2, 2]);
        var layer = new EuclideanRbf(given) { Name = "output" };
        layer.Build([2], dtype: DType.Float64);
        given.AsSpan<float>()[0] = 9;
        Assert.Equal([1.0, -1, 0, 2], layer.Centres!.ToArray<double>());
        Assert.Same(layer.Centres, layer.States().Single(s => s.Key == "centres").Value);
        Assert.Equal(0, layer.ParameterCount());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Equal("EuclideanRbf expects samples of shape [2], but got [3]. Its centres have 2 elements; put a Dense(2) before it.",
            Assert.Throws<ShapeException>(() => new EuclideanRbf(Tensor.Zeros([4, 2])).Build([3])).Message);
        Assert.StartsWith("The centres must be a matrix [classes, inputs], but have shape [4].",
            Assert.Throws<ArgumentException>(() => new EuclideanRbf(Tensor.Zeros([4]))).Message);
    }
}
