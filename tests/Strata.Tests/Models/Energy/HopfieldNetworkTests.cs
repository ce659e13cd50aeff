using Strata.Models.Energy;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class HopfieldNetworkTests
{
    [Theory]
    [InlineData(HopfieldRule.Hebb)]
    [InlineData(HopfieldRule.PseudoInverse)]
    public void Few_patterns_are_recalled_from_a_tenth_of_wrong_bits(HopfieldRule rule)
    {
        (HopfieldNetwork network, Tensor patterns) = Stored(8, 200, rule);
        Tensor noisy = patterns * ((RandomOps.Bernoulli(patterns.Shape, 0.1, new RandomStream(2)) * -2) + 1);
        (Tensor one, bool converged) = network.Recall(noisy, new RandomStream(3));
        Assert.True(converged);
        Assert.Equal(patterns.ToArray<float>(), one.ToArray<float>());
        (Tensor all, converged) = network.RecallAtOnce(noisy);
        Assert.True(converged);
        Assert.Equal(patterns.ToArray<float>(), all.ToArray<float>());
    }

    [Fact]
    public void The_energy_never_rises_unit_by_unit()
    {
        (HopfieldNetwork network, _) = Stored(20, 60, HopfieldRule.Hebb);
        Tensor x = (RandomOps.Bernoulli([30, 60], 0.5, new RandomStream(4)) * 2) - 1;
        float[] before = network.Energy(x).ToArray<float>();
        for (int sweep = 0; sweep < 10; sweep++)
        {
            (x, _) = network.Recall(x, new RandomStream((ulong)sweep), mostSweeps: 1);
            float[] after = network.Energy(x).ToArray<float>();
            Assert.All(before.Zip(after), e => Assert.True(e.Second <= e.First + 1e-4, $"{e.First} → {e.Second}"));
            before = after;
        }
    }

    [Fact]
    public void All_at_once_it_may_alternate_for_ever()
    {
        // Two units that want to be unlike each other's sign: (1, 1) ↔ (-1, -1).
        var network = new HopfieldNetwork();
        network.Fit(Tensor.Wrap([1f, -1], [1, 2]));
        Tensor start = Tensor.Wrap([1f, 1], [1, 2]);
        Assert.False(network.RecallAtOnce(start).Converged);
        Assert.True(network.Recall(start, new RandomStream(1)).Converged);
    }

    [Fact]
    public void The_mixture_of_three_patterns_is_a_spurious_state()
    {
        (HopfieldNetwork network, Tensor patterns) = Stored(3, 1000, HopfieldRule.Hebb);
        Tensor mixture = patterns.Sum([0], keepAxes: true).Sign();
        (Tensor recalled, _) = network.Recall(mixture, new RandomStream(1));
        Assert.True((recalled * mixture).Mean().ToScalar() > 0.98); // stays near the mixture, though it was not stored
        Assert.True(network.Energy(mixture).ToScalar() > network.Energy(patterns).ToArray<float>().Max()); // and lies higher
    }

    [Fact]
    public void Alike_patterns_need_the_pseudo_inverse()
    {
        Tensor patterns = (RandomOps.Bernoulli([30, 100], 0.85, new RandomStream(5)) * 2) - 1; // mostly ones
        Assert.True(Wrong(HopfieldRule.Hebb) > 0.05);
        Assert.Equal(0, Wrong(HopfieldRule.PseudoInverse));

        double Wrong(HopfieldRule rule)
        {
            var network = new HopfieldNetwork();
            network.Fit(patterns, rule);
            return (network.Recall(patterns, new RandomStream(1)).States - patterns).Abs().Mean().ToScalar() / 2;
        }
    }

    [Fact]
    public void Beyond_its_capacity_memory_breaks_down()
    {
        Assert.True(Wrong(20) < 0.01); // 0.08 N
        Assert.True(Wrong(75) > 0.1); // 0.3 N

        static double Wrong(int count)
        {
            (HopfieldNetwork network, Tensor patterns) = Stored(count, 250, HopfieldRule.Hebb);
            return (network.Recall(patterns, new RandomStream(1)).States - patterns).Abs().Mean().ToScalar() / 2;
        }
    }

    [Fact]
    public void What_is_stored_comes_back_from_a_file()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            (HopfieldNetwork network, _) = Stored(3, 20, HopfieldRule.PseudoInverse);
            network.Save(file);
            Assert.Equal(network.Weight.ToArray<float>(), HopfieldNetwork.Load(file).Weight.ToArray<float>());
            SafeTensors.Write(file, [new("weight", Tensor.Ones([2, 3]))]);
            Assert.Equal(
                $"{file} holds no Hopfield network, whose only tensor is 'weight', Float32 [units, units].", Assert.Throws<InvalidDataException>(() => HopfieldNetwork.Load(file)).Message);
            Assert.Throws<InvalidOperationException>(() => new HopfieldNetwork().Save(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Wrong_states_are_refused()
    {
        var network = new HopfieldNetwork();
        Assert.Contains("Call Fit(patterns)", Assert.Throws<InvalidOperationException>(() => network.Weight).Message);
        Assert.Contains("state 1 has 0. For zeros and ones take 2 x - 1.", Assert.Throws<ArgumentException>(() => network.Fit(Tensor.Wrap([1f, -1, 1, 0], [2, 2]))).Message);
        network.Fit(Tensor.Wrap([1f, -1], [1, 2]));
        Assert.Contains("[batch, 2], but got Float32 [1, 3]", Assert.Throws<ArgumentException>(() => network.Energy(Tensor.Ones([1, 3]))).Message);
    }

    private static (HopfieldNetwork Network, Tensor Patterns) Stored(int count, int units, HopfieldRule rule)
    {
        Tensor patterns = (RandomOps.Bernoulli([count, units], 0.5, new RandomStream(1)) * 2) - 1;
        var network = new HopfieldNetwork();
        network.Fit(patterns, rule);
        return (network, patterns);
    }
}
