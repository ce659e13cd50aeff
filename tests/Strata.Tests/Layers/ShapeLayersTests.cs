using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>Flatten, Reshape and Pad2D.</summary>
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
}
