using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

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
        Assert.Contains("[samples, 2], but got Float32 [1, 3]", Assert.Throws<ArgumentException>(() => machine.Predict(Tensor.Zeros([1, 3]))).Message);
        Assert.Contains("2 given parts for 3 samples", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([2, 2]), Tensor.Zeros([3, 3]), 1)).Message);
    }
}
