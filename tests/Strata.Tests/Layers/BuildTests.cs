using Strata.Initializers;
using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public sealed class BuildTests
{
    [Fact]
    public void After_a_shape_that_does_not_fit_another_can_be_tried()
    {
        var net = new Sequential(new Conv2D(2, 3), new Conv2D(2, 5), new Flatten(), new Dense(1));
        Assert.Throws<ShapeException>(() => net.Build([1, 4, 4]));
        Assert.Equal([1], net.Build([1, 8, 8]).Lengths.ToArray());
        Assert.Equal(6, net.Parameters().Count);
    }

    [Fact]
    public void After_an_initializer_that_fails_no_parameter_is_there_twice()
    {
        var layer = new Dense(2, biasInitializer: new GivenValues(Tensor.Ones([3])));
        Assert.Throws<ArgumentException>(() => layer.Build([4]));
        Assert.Throws<ArgumentException>(() => layer.Build([4]));
        Assert.Empty(layer.OwnParameters);
    }

    [Fact]
    public void Layers_without_names_can_stand_in_two_containers()
    {
        Dense a = new(3), b = new(3);
        var encoder = new Sequential(a, b);
        var whole = new Sequential(b, new Dense(4), a);
        whole.Build([3]);
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"], whole.Parameters().Select(p => p.Key));
        Assert.Equal("Dense '0'", a.ToString());
        Assert.NotEmpty(encoder.Children);
    }

    [Fact]
    public void Centres_and_given_values_are_copied()
    {
        float[] numbers = [1, 2];
        var values = new GivenValues(Tensor.Wrap(numbers));
        var rbf = new EuclideanRbf(Tensor.Wrap(numbers, [1, 2]));
        numbers[0] = 99;
        Assert.Equal([1, 2], values.Create([2], 1, 1, new RandomStream(0), DType.Float32).ToArray<float>());
        Assert.Equal(0, rbf.Forward(Tensor.Wrap(new float[] { 1, 2 }, [1, 2])).ToScalar());
    }
}
