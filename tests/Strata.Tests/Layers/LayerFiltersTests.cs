using Strata.Layers;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class LayerFiltersTests
{
    private static Tensor? FiltersOf(params Layer[] layers)
    {
        var model = new Sequential(layers);
        model.Build([1, 6, 5]);
        return model.FirstFilters();
    }

    [Fact]
    public void A_convolutions_kernels_are_filters() => Assert.Equal([3, 1, 2, 2], FiltersOf(new Rescale(2, 0), new Conv2D(3, 2), new Flatten(), new Dense(4))!.Shape);

    [Fact]
    public void The_rows_of_a_dense_layer_over_all_pixels_are_filters()
    {
        var dense = new Dense(4);
        Tensor filters = FiltersOf(new Flatten(), dense)!;
        Assert.Equal([4, 1, 6, 5], filters.Shape);
        Assert.Equal(dense.Weight!.Value.ToArray<float>(), filters.ToArray<float>());
    }

    [Fact]
    public void Other_first_layers_have_none() => Assert.Null(FiltersOf(new SubSampling(2), new Flatten(), new Dense(4)));
}
