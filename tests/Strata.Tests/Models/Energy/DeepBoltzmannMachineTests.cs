using Strata.Autograd;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class DeepBoltzmannMachineTests
{
    [Theory]
    [InlineData(4, 3, 2)]
    [InlineData(3, 2, 3, 2)]
    [InlineData(2, 3, 2, 2, 2)]
    public void The_restricted_machine_has_the_energy_of_the_levels(params int[] sizes)
    {
        DeepBoltzmannMachine machine = Built(sizes);
        Tensor[] all = SigmoidBeliefNetworkTests.States(sizes);
        double[] energy = machine.Machine.Energy(Joined(all, 0), Joined(all, 1)).Detach().ToArray<double>();
        double[] expected = new double[energy.Length];
        for (int level = 0; level < sizes.Length; level++)
        {
            double[] bias = (level % 2 == 0 ? machine.Machine.VisibleBias! : machine.Machine.HiddenBias!.Value).ToArray<double>();
            int start = sizes.Where((_, l) => l < level && l % 2 == level % 2).Sum();
            for (int state = 0; state < energy.Length; state++)
            {
                double[] h = all[level].Slice(0, state, 1).ToArray<double>();
                expected[state] -= h.Select((x, i) => x * bias[start + i]).Sum();
                if (level > 0)
                {
                    double[] below = all[level - 1].Slice(0, state, 1).ToArray<double>(), w = machine.WeightOf(level).ToArray<double>();
                    expected[state] -= h.Select((x, i) => x * below.Select((y, j) => y * w[(i * below.Length) + j]).Sum()).Sum();
                }
            }
        }
        Assert.Equal(expected, energy, (a, b) => Math.Abs(a - b) < 1e-10);
    }

    [Theory]
    [InlineData(4, 3, 2)]
    [InlineData(3, 2, 3, 2)]
    public void The_bound_is_below_the_likelihood_and_the_mean_field_is_where_it_stays(params int[] sizes)
    {
        DeepBoltzmannMachine machine = Built(sizes);
        Tensor[] all = SigmoidBeliefNetworkTests.States(sizes);
        double logZ = Enumeration.LogPartition(machine.Machine);
        double[] minus = (-machine.Machine.Energy(Joined(all, 0), Joined(all, 1))).Detach().ToArray<double>(), first = all[0].ToArray<double>();
        Assert.Equal(logZ, Math.Log(minus.Sum(Math.Exp)), 1e-10);
        Tensor v = Enumeration.States(new BernoulliUnits(), sizes[0]);
        double[] bound = machine.LowerBound(v, logZ, iterations: 200).ToArray<double>();
        Tensor[] means = machine.Infer(v, iterations: 200);
        for (int i = 0; i < v.Shape[0]; i++)
        {
            double[] x = v.Slice(0, i, 1).ToArray<double>();
            double exact = Math.Log(Enumerable.Range(0, minus.Length).Where(s => first.AsSpan(sizes[0] * s, sizes[0]).SequenceEqual(x)).Sum(s => Math.Exp(minus[s]))) - logZ;
            Assert.InRange(bound[i], exact - 1, exact + 1e-6); // 1e-7 is cut off the means for the entropy
        }
        for (int level = 1; level < sizes.Length; level++)
        {
            Tensor input = (level == 1 ? v : means[level - 2]).MatMul(machine.WeightOf(level), transposeB: true)
                + (level % 2 == 0 ? machine.Machine.VisibleBias! : machine.Machine.HiddenBias!.Value).Slice(0, sizes.Where((_, l) => l < level && l % 2 == level % 2).Sum(), sizes[level]);
            Tensor expected = (level + 1 < sizes.Length ? input + means[level].MatMul(machine.WeightOf(level + 1)) : input).Sigmoid();
            Assert.Equal(expected.Detach().ToArray<double>(), means[level - 1].ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void Learning_raises_the_likelihood_and_leaves_levels_apart_that_are_no_neighbours()
    {
        Tensor data = EnergyCases.BarsAndStripes(3), many = ConcatenateOp.Concatenate([.. Enumerable.Repeat(data, 20)]);
        var machine = new DeepBoltzmannMachine(9, [8, 4, 3], seed: 2);
        machine.Pretrain(many, _ => new ContrastiveDivergence(1, 0.1, 50, 20));
        double[] wrong = Unconnected(machine);
        Assert.All(wrong, w => Assert.Equal(0, w));
        double before = LogLikelihood(machine, data);
        var errors = new List<double>();
        machine.Fit(many, new PersistentContrastiveDivergence(5, 0.05, 150, 20), epochEnded: e => errors.Add(e.Metrics["reconstruction_error"]));
        double after = LogLikelihood(machine, data);
        Assert.Equal(150, errors.Count);
        Assert.InRange(after, Math.Max(before, -4.6), -2.64); // ln 14 is the best, 9 ln 2 = 6.24 what no knowledge takes
        Assert.All(Unconnected(machine), w => Assert.Equal(0, w));
        Assert.Equal([14, 3], machine.Encode(data).Shape);
        Assert.Equal([5, 9], machine.Sample(5, 10).Shape);

        static double[] Unconnected(DeepBoltzmannMachine machine) => machine.Machine.Weight!.Value.Slice(0, 8, 3).Slice(1, 0, 9).ToArray<double>();
    }

    [Fact]
    public void The_classifier_begins_at_the_inferred_means()
    {
        DeepBoltzmannMachine machine = Built(4, 3, 2);
        Tensor v = Enumeration.States(new BernoulliUnits(), 4), x = machine.Augment(v);
        Assert.Equal([16, 6], x.Shape);
        Sequential classifier = machine.ToClassifier(3);
        Tensor first = classifier.Children[1].Forward(classifier.Children[0].Forward(x)), second = classifier.Children[3].Forward(classifier.Children[2].Forward(first));
        Tensor[] means = machine.Infer(v, 100);
        Assert.Equal(means[0].ToArray<double>(), first.Detach().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(means[1].ToArray<double>(), second.Detach().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([3], classifier.OutputShape);
    }

    [Fact]
    public void Annealed_importance_sampling_finds_the_partition_function()
    {
        DeepBoltzmannMachine machine = Built(6, 5, 4);
        AisEstimate estimate = new AnnealedImportanceSampling(1000, 200, seed: 1).Forward(machine.Machine);
        Assert.InRange(estimate.LogPartition - Enumeration.LogPartition(machine.Machine), -3 * estimate.StandardError, 3 * estimate.StandardError);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Contains("with one it is a RestrictedBoltzmannMachine", Assert.Throws<ArgumentException>(() => new DeepBoltzmannMachine(4, [3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepBoltzmannMachine(4, [3, 0]));
        Assert.Contains("holds the value 2", Assert.Throws<ArgumentException>(() => Built(4, 3, 2).Fit(Tensor.Full([1, 4], 2.0), new PersistentContrastiveDivergence())).Message);
        Assert.Contains("not a finite number", Assert.Throws<ArgumentException>(() => Built(4, 3, 2).Pretrain(Tensor.Full([1, 4], double.NaN), _ => new ContrastiveDivergence())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Built(4, 3, 2).WeightOf(3));
    }

    private static double LogLikelihood(DeepBoltzmannMachine machine, Tensor data)
    {
        int[] sizes = [machine.Visible, .. machine.Hidden];
        int hidden = sizes[1..].Sum();
        double logZ = Enumeration.LogPartition(machine.Machine), sum = 0;
        Tensor[] states = SigmoidBeliefNetworkTests.States(sizes[1..]);
        for (int i = 0; i < data.Shape[0]; i++)
        {
            Tensor[] all = [data.Slice(0, i, 1).BroadcastTo([1 << hidden, machine.Visible]).Clone(), .. states];
            sum += (-machine.Machine.Energy(Joined(all, 0), Joined(all, 1))).Detach().Reshape([1, 1 << hidden]).LogSumExp().Sum().ToScalar() - logZ;
        }
        return sum / data.Shape[0];
    }

    private static Tensor Joined(Tensor[] levels, int parity) => ConcatenateOp.Concatenate([.. levels.Where((_, l) => l % 2 == parity)], axis: 1);

    private static DeepBoltzmannMachine Built(params int[] sizes)
    {
        var machine = new DeepBoltzmannMachine(sizes[0], sizes[1..]);
        machine.Build([sizes[0]], dtype: DType.Float64);
        Tensor mask = machine.Machine.Weight!.Value.Sign().Abs(); // zero where levels are not connected
        EnergyCases.Randomize(machine.Machine, 1, 0.8);
        (machine.Machine.Weight!.Value * mask).Detach().CopyTo(machine.Machine.Weight!);
        return machine;
    }
}
