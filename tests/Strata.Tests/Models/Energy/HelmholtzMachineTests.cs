using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class HelmholtzMachineTests
{
    [Fact]
    public void The_estimate_of_the_likelihood_comes_to_what_all_states_add_up_to()
    {
        var machine = new HelmholtzMachine(3, [2, 2], seed: 3, weightInitializer: new Gaussian(0, 1));
        machine.Build([3], new RandomStream(5), DType.Float64);
        Tensor[] all = SigmoidBeliefNetworkTests.States(3, 2, 2);
        double[] p = machine.Generation.LogJoint(all).Detach().Exp().ToArray<double>(), first = all[0].ToArray<double>();
        Tensor data = Tensor.Wrap([1.0, 0, 1, 0, 0, 1], [2, 3]);
        double[] exact = [.. data.ToArray<double>().Chunk(3).Select(v => Math.Log(Enumerable.Range(0, 128).Where(i => first.AsSpan(3 * i, 3).SequenceEqual(v)).Sum(i => p[i])))];
        double[] estimate = machine.LogLikelihood(data, draws: 20_000).ToArray<double>(), bound = machine.LogLikelihood(data.BroadcastTo([2, 3]).Clone(), draws: 1).ToArray<double>();
        Assert.Equal(exact, estimate, (a, b) => Math.Abs(a - b) < 0.02);
        Assert.Equal(2, bound.Length);
    }

    [Fact]
    public void Wake_sleep_learns_bars_and_stripes()
    {
        // ln 14 = 2.64 nats is the least that the 14 pictures take; nine independent bits take 9 ln 2 = 6.24.
        Tensor data = EnergyCases.BarsAndStripes(3), many = ConcatenateOp.Concatenate([.. Enumerable.Repeat(data, 20)]);
        var machine = new HelmholtzMachine(9, [10, 4], seed: 1, weightInitializer: new Gaussian(0, 0.1));
        var bounds = new List<double>();
        machine.Fit(many, epochs: 300, learningRate: 0.2, batchSize: 20, epochEnded: e => bounds.Add(e.Metrics["bound"]));
        Assert.Equal(300, bounds.Count);
        Assert.InRange(bounds[0], -6.6, -5.9);
        double likelihood = machine.LogLikelihood(data, 200).Mean().ToScalar();
        Assert.InRange(likelihood, -4.2, -2.63);
        Assert.True(bounds[^1] <= likelihood + 0.05, $"{bounds[^1]} is above {likelihood}.");
        Assert.Equal([14, 4], machine.Encode(data).Shape);
        Assert.Equal([14, 9], machine.Decode(machine.Encode(data)).Shape);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var machine = new HelmholtzMachine(4, [3]);
        Assert.Contains("holds the value -1", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Full([2, 4], -1), 1)).Message);
        Assert.Contains("expects samples of shape [4]", Assert.Throws<ShapeException>(() => new HelmholtzMachine(4, [3]).Fit(Tensor.Zeros([2, 5]), 1)).Message);
        Assert.Contains("at least one, but got [0, 4]", Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Zeros([0, 4]), 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => machine.Fit(Tensor.Zeros([2, 4]), 1, batchSize: 0));
        Assert.Contains("Lower the learning rate", Assert.Throws<ArithmeticException>(() => machine.Fit(Tensor.Full([2, 4], 1), 9, double.MaxValue)).Message);
    }
}
