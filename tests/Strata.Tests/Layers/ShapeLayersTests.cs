using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>Flatten, Reshape, Pad1D, Pad2D, Crop2D, Permute and RepeatVector.</summary>
public class ShapeLayersTests
{
    private static readonly Tensor s_six = Tensor.Wrap([1f, 2, 3, 4, 5, 6], [1, 1, 2, 3]);

    [Fact]
    public void Flattening_and_reshaping_keep_the_order_and_the_memory()
    {
        Tensor flat = new Flatten().Forward(s_six), tall = new Reshape([3, 2]).Forward(s_six);
        Assert.Equal(("[1, 6]", "[1, 3, 2]"), (flat.Shape.ToString(), tall.Shape.ToString()));
        Assert.Equal(s_six.ToArray<float>(), flat.ToArray<float>());
        Assert.True(tall.AsSpan<float>() == s_six.AsSpan<float>());
        Assert.Equal("[2, 1]", new Flatten().Forward(Tensor.Zeros([2])).Shape.ToString());
    }

    [Fact]
    public void Reshaping_to_another_number_of_elements_is_refused() => Assert.Equal(
        "Reshape expects samples of shape with 8 elements, for [2, 4], but got [1, 2, 3]. These have 6 elements.",
        Assert.Throws<ShapeException>(() => new Reshape([2, 4]).Build([1, 2, 3])).Message);

    [Fact]
    public void A_border_has_its_own_value()
    {
        Tensor y = new Pad2D((1, 0), -0.5).Forward(s_six);
        Assert.Equal("[1, 1, 4, 3]", y.Shape.ToString());
        Assert.Equal([-0.5f, -0.5f, -0.5f, 1, 2, 3, 4, 5, 6, -0.5f, -0.5f, -0.5f], y.ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Pad2D(-1));
    }

    [Fact]
    public void A_border_of_steps_may_differ_before_and_after()
    {
        Tensor y = new Pad1D(2, 1, 9).Forward(s_six.View([1, 2, 3]));
        Assert.Equal("[1, 2, 6]", y.Shape.ToString());
        Assert.Equal([9, 9, 1, 2, 3, 9, 9, 9, 4, 5, 6, 9], y.ToArray<float>());
        Assert.StartsWith("A border cannot have a negative number of steps; 0 is none.", Assert.Throws<ArgumentOutOfRangeException>(() => new Pad1D(0, -1)).Message);
    }

    [Fact]
    public void A_crop_undoes_a_border()
    {
        Tensor x = Tensor.Wrap([.. Enumerable.Range(0, 24).Select(i => (float)i)], [1, 2, 4, 3]);
        Assert.Equal([4, 7, 16, 19], new Crop2D(1).Forward(x).ToArray<float>());
        Assert.Equal(s_six.ToArray<float>(), new Crop2D((2, 1)).Forward(new Pad2D((2, 1)).Forward(s_six)).ToArray<float>());
        Assert.Equal("Crop2D expects samples of shape [1, more than 2, more than 2], but got [1, 2, 3]. A border of 1×1 on each side leaves nothing.",
            Assert.Throws<ShapeException>(() => new Crop2D(1).Build([1, 2, 3])).Message);
        Assert.StartsWith("A border cannot be negative; Pad2D adds one.", Assert.Throws<ArgumentOutOfRangeException>(() => new Crop2D((0, -1))).Message);
    }

    [Fact]
    public void Axes_change_places_and_vectors_are_repeated()
    {
        Tensor y = new Permute(2, 1).Forward(s_six.View([1, 2, 3]));
        Assert.Equal("[1, 3, 2]", y.Shape.ToString());
        Assert.Equal([1, 4, 2, 5, 3, 6], y.ToArray<float>());
        Tensor repeated = new RepeatVector(2).Forward(s_six.View([2, 3]));
        Assert.Equal("[2, 2, 3]", repeated.Shape.ToString());
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], repeated.ToArray<float>());
    }

    [Fact]
    public void Axes_that_are_not_each_one_once_are_refused()
    {
        Assert.StartsWith("Permute names each axis from 1 once, such as (2, 1), but got (0, 1).", Assert.Throws<ArgumentException>(() => new Permute(0, 1)).Message);
        Assert.StartsWith("Permute names each axis from 1 once, such as (2, 1), but got (1, 3).", Assert.Throws<ArgumentException>(() => new Permute(1, 3)).Message);
        Assert.Equal("Permute expects samples of shape with 2 axes, but got [4].", Assert.Throws<ShapeException>(() => new Permute(2, 1).Build([4])).Message);
        Assert.StartsWith("A vector is repeated at one step at least.", Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatVector(0)).Message);
    }
}
