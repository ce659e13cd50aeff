using Strata.Data;
using Strata.Tensors;

namespace Strata.Tests.Data;

public sealed class PatchesTests
{
    [Fact]
    public void All_patches_come_row_by_row()
    {
        Tensor picture = Tensor.Wrap([.. Enumerable.Range(0, 24).Select(i => (float)i)], [1, 2, 3, 4]);
        Tensor patches = Patches.All(picture, 2);
        Assert.Equal(Shape.Create([6, 2, 2, 2]), patches.Shape);
        Assert.Equal([0, 1, 4, 5, 12, 13, 16, 17], patches.ToArray<float>()[..8]);
        Assert.Equal([6, 7, 10, 11, 18, 19, 22, 23], patches.ToArray<float>()[^8..]);
        Assert.Equal(Shape.Create([2, 2, 2, 2]), Patches.All(picture, 2, stride: 2).Shape);
    }

    [Fact]
    public void Samples_are_parts_of_the_pictures_and_all_places_come()
    {
        Tensor small = Tensor.Wrap([1f, 2, 3, 4], [1, 2, 2]), large = Tensor.Wrap([.. Enumerable.Range(10, 6).Select(i => (float)i)], [1, 2, 3]);
        Tensor patches = Patches.Sample([small, large], 2, 200, new RandomStream(1));
        Assert.Equal(Shape.Create([200, 1, 2, 2]), patches.Shape);
        float[][] seen = [.. patches.ToArray<float>().Chunk(4)];
        Assert.Equal(["1 2 3 4", "10 11 13 14", "11 12 14 15"], seen.Select(p => string.Join(' ', p)).Distinct().Order());
        Assert.Equal(patches.ToArray<float>(), Patches.Sample([small, large], 2, 200, new RandomStream(1)).ToArray<float>());
    }

    [Fact]
    public void Pictures_that_are_too_small_or_unlike_are_refused()
    {
        Assert.Contains("no picture", Assert.Throws<ArgumentException>(() => Patches.Sample([], 2, 1, new RandomStream(1))).Message);
        Assert.Contains("Float32 [1, 2, 2]", Assert.Throws<ArgumentException>(() => Patches.Sample([Tensor.Ones([1, 2, 2])], 3, 1, new RandomStream(1))).Message);
        Assert.Contains("Float32 [2, 2, 2]", Assert.Throws<ArgumentException>(() => Patches.Sample([Tensor.Ones([1, 2, 2]), Tensor.Ones([2, 2, 2])], 2, 1, new RandomStream(1))).Message);
        Assert.Contains("[1, 2, 2]", Assert.Throws<ArgumentException>(() => Patches.All(Tensor.Ones([1, 2, 2]), 2)).Message);
    }
}
