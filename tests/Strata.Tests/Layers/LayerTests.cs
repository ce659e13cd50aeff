using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class LayerTests
{
    [Fact]
    public void The_first_input_builds_a_layer_in_its_own_type()
    {
        var layer = new Dense(2);
        Assert.False(layer.IsBuilt);
        layer.Forward(Tensor.Zeros([4, 3], DType.Float64));
        Assert.True(layer.IsBuilt);
        Assert.Equal((DType.Float64, "[3]", "[2]"), (layer.DType, layer.InputShape.ToString(), layer.OutputShape.ToString()));
    }

    [Fact]
    public void A_layer_that_is_built_takes_no_other_samples()
    {
        var layer = new Dense(2) { Name = "out" };
        layer.Build([3]);
        Assert.Equal(Shape.Create(2), layer.Build([3]));
        const string message = "Dense 'out' was built for samples of shape [3], but got [5]. " +
            "The first axis of a tensor is the batch; a layer is built once, by Build or its first input.";
        Assert.Equal(message, Assert.Throws<ShapeException>(() => layer.Build([5])).Message);
        Assert.Equal(message, Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Zeros([4, 5]))).Message);
        Assert.Equal("Dense 'out' expects a batch, [batch, ...], but got a scalar.",
            Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Scalar(1))).Message);
    }

    [Fact]
    public void A_dense_layer_on_a_picture_suggests_to_flatten_it() => Assert.Equal(
        "Dense 'out' expects samples of shape [inputs] or [steps, inputs], but got [1, 28, 28]. Put a Flatten layer before it.",
        Assert.Throws<ShapeException>(() => new Dense(2) { Name = "out" }.Build([1, 28, 28])).Message);

    [Fact]
    public void A_dense_layer_needs_units() => Assert.Contains(
        "A dense layer needs at least one unit.", Assert.Throws<ArgumentOutOfRangeException>(() => new Dense(0)).Message);

    [Fact]
    public void A_layers_own_class_says_what_it_does_to_a_tensor_and_its_shape_stays()
    {
        var layer = new Twice();
        Assert.Equal([2f, 4f], layer.Forward(Tensor.Wrap([1f, 2f], [2, 1])).ToArray<float>());
        Assert.Equal(Shape.Create(1), layer.OutputShape);
    }

    [Fact]
    public void Predictions_draw_no_random_numbers() => Assert.Equal(
        "Predictions draw no random numbers; use ForwardContext.Training(random).",
        Assert.Throws<InvalidOperationException>(() => ForwardContext.Inference.Random).Message);

    [Fact]
    public void An_observer_sees_every_layers_output_children_first()
    {
        var model = new Sequential(new Dense(2) { Name = "a" }, new Residual(new Dense(2)) { Name = "b" }) { Name = "all" };
        var seen = new List<string>();
        model.Forward(Tensor.Zeros([1, 3]), ForwardContext.Training(new RandomStream(0), (layer, y) => seen.Add($"{layer} {y.Shape}")));
        Assert.Equal(["Dense 'a' [1, 2]", "Dense 'body' [1, 2]", "Residual 'b' [1, 2]", "Sequential 'all' [1, 2]"], seen);
    }

    [Fact]
    public void The_first_values_of_a_state_have_the_shape_that_was_declared() => Assert.StartsWith(
        "Stateful 's' declares a state 'mean' [2], but its first values are [3].",
        Assert.Throws<ArgumentException>(() => new Stateful { Name = "s" }.Build([2])).Message);

    private sealed class Stateful : Layer
    {
        protected override Shape OnBuild(Shape input, RandomStream random)
        {
            AddState("mean", input, _ => Tensor.Zeros([3]));
            return input;
        }

        protected override Tensor Call(Tensor x, ForwardContext context) => x;
    }

    private sealed class Twice : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context)
        {
            float[] values = Array.ConvertAll(x.ToArray<float>(), v => 2 * v);
            return Tensor.Wrap(values, x.Shape);
        }
    }
}
