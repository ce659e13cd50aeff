using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

/// <summary>MaxUnpool2D and its op.</summary>
public class UnpoolTests
{
    private static readonly Tensor s_picture = Tensor.Wrap([1.0, 9, 2, 3, 5, 4, 5, 6, 8, 7, 3, 1, 0, 2, 6, 7, 8, 9, 1, 2], [1, 1, 4, 5]);

    private static readonly double[] s_back = [0, 9, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 8, 9, 0, 0];

    [Fact]
    public void Values_are_those_of_pytorch()
    {
        // y, i = F.max_pool2d(q, 2, return_indices=True); F.max_unpool2d(y, i, 2, output_size=(4, 5)).
        var pool = new MaxPool2D(2);
        Assert.Equal(s_back, new Sequential(pool, new MaxUnpool2D(pool)).Forward(s_picture).ToArray<double>());
    }

    [Fact]
    public void Layers_apart_share_the_context_of_one_pass()
    {
        var pool = new MaxPool2D(2);
        var unpool = new MaxUnpool2D(pool);
        ForwardContext first = ForwardContext.Inference, second = ForwardContext.Inference;
        Tensor y = pool.Forward(s_picture, first);
        pool.Forward(-1 * s_picture, second); // another pass at the same time: its switches are its own
        Assert.Equal(s_back, unpool.Forward(y, first).ToArray<double>());
        Assert.NotEqual(s_back, unpool.Forward(y, second).ToArray<double>());
        Assert.Equal(
            "MaxUnpool2D needs the switches of MaxPool2D, which has not run in this forward pass. Put both into one model, or call both with one ForwardContext.",
            Assert.Throws<InvalidOperationException>(() => unpool.Forward(y)).Message);
    }

    [Fact]
    public void Predictions_on_many_threads_do_not_mix_their_switches()
    {
        var pool = new MaxPool2D(2);
        var model = new Sequential(pool, new MaxUnpool2D(pool));
        model.Build([1, 8, 8]);
        Parallel.For(0, 64, i =>
        {
            Tensor x = RandomOps.Uniform([2, 1, 8, 8], 0, 1, new RandomStream((ulong)i));
            float[] picture = x.ToArray<float>(), back = model.Forward(x).ToArray<float>();
            Assert.Equal(32, back.Count(v => v > 0));
            Assert.All(Enumerable.Range(0, back.Length), at => Assert.True(back[at] == 0 || back[at] == picture[at]));
        });
    }

    [Fact]
    public void Elements_that_go_to_one_place_add_up()
    {
        Tensor.Wrap([1.0, 2, 9, 3, 4], [1, 1, 1, 5]).MaxPool2D((1, 3), (1, 1), (0, 0), out MaxPoolSwitches switches);
        Assert.Equal("[1, 1, 1, 5]", switches.InputShape.ToString());
        Assert.Equal([0, 0, 6, 0, 0], Tensor.Wrap([1.0, 2, 3], [1, 1, 1, 3]).MaxUnpool2D(switches).ToArray<double>());
        Assert.Equal("The switches are of a pooling [1, 1, 1, 5] → [1, 1, 1, 3], but what is to go back is [1, 1, 1, 2]. (Parameter 'y')",
            Assert.Throws<ArgumentException>(() => Tensor.Zeros([1, 1, 1, 2]).MaxUnpool2D(switches)).Message);
    }

    [Fact]
    public void It_comes_after_its_pooling_and_takes_what_that_gives()
    {
        var pool = new MaxPool2D(2) { Name = "p" };
        Assert.Equal("MaxUnpool2D undoes MaxPool2D 'p', which has not been built. Put the pooling before it in the model, or build it.",
            Assert.Throws<InvalidOperationException>(() => new MaxUnpool2D(pool).Build([1, 2, 2])).Message);
        pool.Build([1, 4, 5]);
        Assert.Equal("MaxUnpool2D expects samples of shape [1, 2, 2], but got [1, 4, 5]. That is what MaxPool2D 'p' gives, which it undoes.",
            Assert.Throws<ShapeException>(() => new MaxUnpool2D(pool).Build([1, 4, 5])).Message);
        Assert.Throws<ArgumentNullException>(() => new MaxUnpool2D(null!));
    }
}
