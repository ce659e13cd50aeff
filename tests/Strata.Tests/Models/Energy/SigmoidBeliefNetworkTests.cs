using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class SigmoidBeliefNetworkTests
{
    [Fact]
    public void The_probabilities_of_all_states_add_up_to_one()
    {
        Tensor logJoint = Network().LogJoint(States(3, 2, 2));
        Assert.Equal([128], logJoint.Shape);
        Assert.Equal(1, logJoint.Detach().Exp().Sum().ToScalar(), 1e-12);
    }

    [Fact]
    public void The_delta_rule_is_the_gradient_of_the_log_probability()
    {
        var layer = new BeliefLayer(3, new Gaussian(0, 1));
        layer.Build([2], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Uniform([5, 2], 0, 1, new RandomStream(2), DType.Float64), y = RandomOps.Uniform([5, 3], 0, 1, new RandomStream(3), DType.Float64);
        layer.LogProbability(x, y).Mean().Backward();
        double[] weight = layer.Weight!.Value.ToArray<double>(), bias = layer.Bias!.Value.ToArray<double>();
        using (Tape.Pause())
        {
            layer.Learn(x, y, 1);
        }
        Assert.Equal(layer.Weight.Gradient!.ToArray<double>(), layer.Weight.Value.ToArray<double>().Zip(weight, (a, b) => a - b), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(layer.Bias.Gradient!.ToArray<double>(), layer.Bias.Value.ToArray<double>().Zip(bias, (a, b) => a - b), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Gibbs_sampling_draws_causes_as_often_as_the_posterior_has_them()
    {
        SigmoidBeliefNetwork network = Network();
        Tensor v = Tensor.Wrap([1.0, 0, 1], [1, 3]);
        Tensor[] all = States(3, 2, 2);
        double[] p = network.LogJoint(all).Detach().Exp().ToArray<double>();
        double[][] rows = [.. Enumerable.Range(0, 128).Select(i => all.SelectMany(t => t.Slice(0, i, 1).ToArray<double>()).ToArray())];
        double[] expected = new double[4];
        double evidence = 0;
        foreach ((double[] row, double probability) in rows.Zip(p))
        {
            if (row[0] == 1 && row[1] == 0 && row[2] == 1)
            {
                evidence += probability;
                expected = [.. expected.Select((e, j) => e + (probability * row[3 + j]))];
            }
        }
        const int Chains = 20_000;
        Tensor[] drawn = network.Posterior(v.BroadcastTo([Chains, 3]).Clone(), sweeps: 20);
        double[] means = [.. drawn[1].Mean([0]).ToArray<double>(), .. drawn[2].Mean([0]).ToArray<double>()];
        Assert.All(Enumerable.Range(0, 4), j => Assert.Equal(expected[j] / evidence, means[j], 0.015)); // four standard errors of 0.0035
    }

    [Fact]
    public void Samples_have_the_means_that_follow_from_all_states()
    {
        SigmoidBeliefNetwork network = Network();
        Tensor[] all = States(3, 2, 2);
        Tensor p = network.LogJoint(all).Detach().Exp().Reshape([1, 128]);
        double[] expected = p.MatMul(all[0]).ToArray<double>(), means = network.Sample(20_000).Mean([0]).ToArray<double>();
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(expected[i], means[i], 0.015));
    }

    [Fact]
    public void It_learns_which_states_there_are()
    {
        // Two of the eight states of three units, each as often: the best is -ln 2, of three independent units -1.91 (three bits, one of them the same in both).
        Tensor data = Tensor.Wrap([1.0, 0, 1, 0, 1, 1], [2, 3]), many = ConcatenateOp.Concatenate([.. Enumerable.Repeat(data, 20)]);
        var network = new SigmoidBeliefNetwork(3, [2], seed: 4, weightInitializer: new Gaussian(0, 0.5));
        network.Fit(many, epochs: 400, learningRate: 0.5, batchSize: 40, sweeps: 3);
        Tensor[] all = States(3, 2);
        double[] p = network.LogJoint(all).Detach().Exp().ToArray<double>();
        double LogLikelihood(double[] v) => Math.Log(Enumerable.Range(0, 32).Where(i => all[0].Slice(0, i, 1).ToArray<double>().SequenceEqual(v)).Sum(i => p[i]));
        Assert.InRange((LogLikelihood([1, 0, 1]) + LogLikelihood([0, 1, 1])) / 2, -0.85, -Math.Log(2));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Contains("at least one layer of hidden units", Assert.Throws<ArgumentException>(() => new SigmoidBeliefNetwork(3, [])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SigmoidBeliefNetwork(3, [2, 0]));
        Assert.Contains("has no weights yet", Assert.Throws<InvalidOperationException>(() => new SigmoidBeliefNetwork(3, [2]).Sample(1)).Message);
        Assert.Contains("3 levels, but got the states of 2", Assert.Throws<ArgumentException>(() => Network().LogJoint(States(3, 2))).Message);
        Assert.Contains("holds the value 2", Assert.Throws<ArgumentException>(() => Network().Fit(Tensor.Full([1, 3], 2.0), 1)).Message);
        Assert.Contains("expects samples of shape [3] or of as many elements, but got [4]", Assert.Throws<ShapeException>(() => Network().Fit(Tensor.Zeros([2, 4]), 1)).Message);
        Assert.Contains("not a finite number", Assert.Throws<ArgumentException>(() => Network().Fit(Tensor.Full([1, 3], double.NaN), 1)).Message);
    }

    /// <summary>All states of some levels of units together, level by level.</summary>
    internal static Tensor[] States(params int[] sizes)
    {
        Tensor all = Enumeration.States(new BernoulliUnits(), sizes.Sum());
        return [.. sizes.Select((size, level) => all.Slice(1, sizes[..level].Sum(), size))];
    }

    private static SigmoidBeliefNetwork Network()
    {
        var network = new SigmoidBeliefNetwork(3, [2, 2], seed: 3, weightInitializer: new Gaussian(0, 1.5));
        network.Build([2], new RandomStream(5), DType.Float64);
        RandomOps.Normal([2], 0, 1, new RandomStream(6), DType.Float64).CopyTo(network.TopBias!);
        return network;
    }
}
