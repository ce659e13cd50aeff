using Strata.Layers;
using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.SparseCoding;

public sealed class ConvolutionalSparseCodingTests
{
    [Fact]
    public void Pictures_of_a_few_shapes_are_explained_by_a_few_filters()
    {
        // Two shapes, an upright and a lying bar with a dark side, at random places.
        Tensor shapes = Tensor.Wrap([-1f, 1, 0, -1, 1, 0, -1, 1, 0, -1, -1, -1, 1, 1, 1, 0, 0, 0], [2, 1, 3, 3]);
        Tensor places = RandomOps.Bernoulli([24, 2, 10, 10], 0.03, new RandomStream(1));
        Tensor pictures = places.ConvTranspose2D(shapes);
        var model = new ConvolutionalSparseCoding(2, 3, 0.05, steps: 60, epochs: 30, batchSize: 8, seed: 3);
        model.Fit(pictures);
        Tensor maps = model.Encode(pictures), again = model.Decode(maps);
        Assert.Equal(Shape.Create([24, 2, 10, 10]), maps.Shape);
        Assert.Equal(pictures.Shape, again.Shape);
        Assert.InRange((pictures - again).Square().Sum().ToScalar() / pictures.Square().Sum().ToScalar(), 0, 0.05);
        Assert.True(model.History[^1] < 0.7 * model.History[0]);
        Assert.InRange(maps.ToArray<float>().Count(z => z != 0) / (double)maps.Count, 0, 0.3);
        Assert.All(model.Filters!.Square().Sum([1, 2, 3]).ToArray<float>(), s => Assert.InRange(s, 0, 1.00001f));
    }

    [Fact]
    public void More_steps_come_nearer_to_the_best_maps()
    {
        Tensor pictures = RandomOps.Normal([6, 1, 8, 8], 0, 1, new RandomStream(2), DType.Float64);
        double few = Score(5), more = Score(40), many = Score(400);
        Assert.True(few > more);
        Assert.Equal(more, many, 0.01 * many);

        double Score(int steps)
        {
            var model = new ConvolutionalSparseCoding(3, 3, 0.2, steps, epochs: 1, batchSize: 6, seed: 4);
            var fitted = new ConvolutionalSparseCoding(3, 3, 0.2, 50, epochs: 1, batchSize: 6, seed: 4);
            fitted.Fit(pictures);
            model.Fit(pictures);
            fitted.Filters!.CopyTo(model.Filters!);
            fitted.OwnStates.Single(s => s.Key == "bound").Value.CopyTo(model.OwnStates.Single(s => s.Key == "bound").Value);
            return model.Score(pictures);
        }
    }

    [Fact]
    public void A_penalty_that_zeroes_all_and_pictures_that_are_too_small_are_refused()
    {
        Tensor pictures = RandomOps.Normal([4, 1, 6, 6], 0, 1, new RandomStream(3));
        Assert.Contains("λ_max = ", Assert.Throws<ArgumentException>(() => new ConvolutionalSparseCoding(2, 3, 100).Fit(pictures)).Message);
        Assert.Contains("at least 7 x 7", Assert.Throws<ShapeException>(() => new ConvolutionalSparseCoding(2, 7).Fit(pictures)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvolutionalSparseCoding(2, 3, 0));
    }
}
