using Strata.Data;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Models.Energy;

public sealed class ConditionalRbmTests
{
    [Fact]
    public void It_learns_what_follows_what()
    {
        // v is u with its bits moved round by one, and a last bit that is the parity of the first two, which A alone cannot give.
        Tensor u = Enumeration.States(new BernoulliUnits(), 4, DType.Float32);
        float[][] given = [.. u.ToArray<float>().Chunk(4)];
        Tensor v = Tensor.Wrap([.. given.SelectMany(g => new[] { g[1], g[2], g[3], g[0], g[0] == g[1] ? 0f : 1 })], [16, 5]);
        var machine = new ConditionalRbm(4, 5, 12, seed: 1);
        machine.Fit(ConcatenateOp.Concatenate([.. Enumerable.Repeat(u, 20)]), ConcatenateOp.Concatenate([.. Enumerable.Repeat(v, 20)]), 400, 0.2, 20);
        Tensor predicted = machine.Predict(u);
        Assert.True((predicted - v).Abs().Mean().ToScalar() < 0.1, $"{(predicted - v).Abs().Mean().ToScalar()}");
        Assert.Equal(predicted.ToArray<float>(), machine.Predict(u).ToArray<float>());
    }

    [Fact]
    public void It_predicts_real_values()
    {
        Tensor u = RandomOps.Normal([400, 2], 0, 1, new RandomStream(1)), v = u.MatMul(Tensor.Wrap([1f, 0.5f, -1, 0.2f], [2, 2])) + (0.3 * RandomOps.Normal([400, 2], 0, 1, new RandomStream(2)));
        var machine = new ConditionalRbm(2, 2, 4, new GaussianUnits(0.3), seed: 1);
        machine.Fit(u, v, 60, 0.01, 20);
        Assert.True((machine.Predict(u, 200) - v).Square().Mean().ToScalar() < 0.15);
    }

    [Fact]
    public void Parts_that_do_not_match_are_refused()
    {
        var machine = new ConditionalRbm(2, 3, 4);
        Assert.Contains("[samples, 2], but got [1, 3]", Assert.Throws<ArgumentException>(() => machine.Predict(Tensor.Zeros([1, 3]))).Message);
        Assert.Contains("2 given parts for 3 samples", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([2, 2]), Tensor.Zeros([3, 3]), 1)).Message);
        Assert.Contains("sample 1 holds the value 2", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([2, 2]), Tensor.Wrap([0f, 0, 0, 2, 0, 0], [2, 3]), 1)).Message);
        Assert.Contains("expects samples of shape [3]", Assert.Throws<ShapeException>(() => machine.Fit(Tensor.Zeros([2, 2]), Tensor.Zeros([2, 4]), 1)).Message);
        Assert.Contains("whole frames, 0 · 3 elements and not 2", Assert.Throws<ArgumentException>(() => machine.Sample(Tensor.Zeros([1, 4, 3]), 1)).Message);
        Assert.Contains("[batch, 2 or more, 3]", Assert.Throws<ArgumentException>(() => new ConditionalRbm(6, 3, 4).Sample(Tensor.Zeros([1, 1, 3]), 1)).Message);
        Assert.Contains("Call Fit(given, data, epochs)", Assert.Throws<InvalidOperationException>(() => new ConditionalRbm(6, 3, 4).Sample(Tensor.Zeros([1, 2, 3]), 1)).Message);
    }

    [Fact]
    public void Given_the_last_frames_it_goes_on_with_sequences()
    {
        // One of five lights in a ring is on, and moves on in one direction or the other, which two frames tell.
        float[] lights = [.. from n in Enumerable.Range(0, 10) from t in Enumerable.Range(0, 8) from i in Enumerable.Range(0, 5) select i == (n + (n < 5 ? t : 4 * t)) % 5 ? 1f : 0];
        Tensor rings = Tensor.Wrap(lights, [10, 8, 5]);
        Dataset pairs = SeriesWindows.Windows(rings, 2);
        var machine = new ConditionalRbm(10, 5, 30, seed: 1, weightInitializer: new Strata.Initializers.Gaussian(0, 0.1));
        machine.Fit(pairs.Inputs, pairs.Targets, 400, 0.3, 20);
        Tensor more = machine.Sample(rings.Slice(1, 0, 3), 5, means: true);
        Assert.Equal([10, 5, 5], more.Shape);
        Assert.True((more - rings.Slice(1, 3, 5)).Square().Sum([2]).Mean().ToScalar() < 0.1, $"{(more - rings.Slice(1, 3, 5)).Square().Sum([2]).Mean().ToScalar()}");
    }

    [Fact]
    public void A_file_gives_the_machine_back()
    {
        using var folder = new TemporaryFolder();
        var machine = new ConditionalRbm(2, 3, 4, new GaussianUnits(0.5), seed: 5);
        Tensor u = RandomOps.Normal([20, 2], 0, 1, new RandomStream(1));
        machine.Fit(u, RandomOps.Normal([20, 3], 0, 1, new RandomStream(2)), 2);
        machine.Save(folder.File("machine"));
        var read = (ConditionalRbm)Layer.Load(folder.File("machine"));
        Assert.Equal(machine.Predict(u).ToArray<float>(), read.Predict(u).ToArray<float>());
        Assert.Equal([5, 2, 3], new[] { read.Seed, read.Given, read.Visible });
    }
}
