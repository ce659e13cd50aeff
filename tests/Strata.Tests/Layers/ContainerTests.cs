using Strata.Initializers;
using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>Sequential, Residual and Branches.</summary>
public class ContainerTests
{
    private static readonly Tensor s_x = Tensor.Wrap([1f, -2], [1, 2]);

    private static Dense Sum(float scale, int units = 1)
        => new(units, weightInitializer: new Constant(scale));

    [Fact]
    public void Sequential_applies_its_layers_in_turn()
    {
        var model = new Sequential(Sum(2, units: 3), new Relu(), Sum(-1));
        Assert.Equal([0], model.Forward(s_x).ToArray<float>());
        Assert.Equal([-18], model.Forward(Tensor.Wrap([1f, 2], [1, 2])).ToArray<float>());
        Assert.Equal(["0", "1", "2"], Enumerable.Range(0, 3).Select(model.NameOf));
    }

    [Fact]
    public void An_empty_sequence_is_the_identity() => Assert.Same(s_x, new Sequential().Forward(s_x));

    [Fact]
    public void Names_differ_among_siblings() => Assert.Equal(
        "Two layers are named 'a'; names must differ among siblings.",
        Assert.Throws<ArgumentException>(() => new Sequential(new Tanh { Name = "a" }, new Relu { Name = "a" })).Message);

    [Fact]
    public void Equal_layers_at_different_places_begin_with_different_weights()
    {
        Dense first = new(2), second = new(2);
        new Sequential(first, second).Build([2]);
        Assert.NotEqual(first.Weight!.Value.ToArray<float>(), second.Weight!.Value.ToArray<float>());
    }

    [Fact]
    public void Residual_adds_its_input_or_its_shortcut()
    {
        Assert.Equal([-2, -5], new Residual(Sum(3, units: 2)).Forward(s_x).ToArray<float>());
        Assert.Equal([-13], new Residual(Sum(3), Sum(10)).Forward(s_x).ToArray<float>());
    }

    [Fact]
    public void A_body_that_changes_the_shape_needs_a_shortcut() => Assert.Equal(
        "Residual 'r' adds what its body and its shortcut make of a sample, but of [8, 6, 6] the body makes [16, 6, 6] and the shortcut [8, 6, 6]. " +
        "Both must have one shape; give a shortcut that ends as the body does, such as a Conv2D of kernel 1.",
        Assert.Throws<ShapeException>(() => new Residual(new Conv2D(16, 3, padding: 1)) { Name = "r" }.Build([8, 6, 6])).Message);

    [Fact]
    public void Parallel_joins_its_branches_along_the_channels()
    {
        var layer = new Branches(new Rescale(2), new Rescale(1, 5), new Rescale(0));
        Tensor pictures = Tensor.Wrap([1f, 2, 3, 4], [2, 1, 2, 1]);
        Tensor y = layer.Forward(pictures);
        Assert.Equal("[2, 3, 2, 1]", y.Shape.ToString());
        Assert.Equal([2f, 4, 6, 7, 0, 0, 6, 8, 8, 9, 0, 0], y.ToArray<float>());
    }

    [Fact]
    public void Branches_of_other_sizes_cannot_be_joined() => Assert.Equal(
        "Branches joins its branches' outputs along their first axis, but of [1, 4, 4] they make [1, 2, 2], [1, 4, 4]. " +
        "All other axes must agree; adjust padding or stride.",
        Assert.Throws<ShapeException>(() => new Branches(new MaxPool2D(2), new Relu()).Build([1, 4, 4])).Message);

    [Fact]
    public void Parallel_needs_a_branch() => Assert.StartsWith(
        "Branches needs at least one branch.", Assert.Throws<ArgumentException>(() => new Branches()).Message);
}
