using Strata.Models.Energy;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class AnnealedImportanceSamplingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Both_ways_agree_with_enumeration(int seed)
    {
        var machine = new RestrictedBoltzmannMachine(20, 12);
        machine.Build([20], dtype: DType.Float64);
        EnergyCases.Randomize(machine, (ulong)seed, 0.6);
        var ais = new AnnealedImportanceSampling(500, 100, seed);
        double exact = Enumeration.LogPartition(machine);
        foreach (AisEstimate estimate in (AisEstimate[])[ais.Forward(machine), ais.Reverse(machine)])
        {
            Assert.True(Math.Abs(estimate.LogPartition - exact) < 3 * estimate.StandardError, $"{estimate} is not {exact}.");
            Assert.InRange(estimate.StandardError, 0.001, 0.1);
            Assert.Null(estimate.Warning);
        }
    }

    [Theory]
    [InlineData("softmax and Bernoulli")]
    [InlineData("Bernoulli and softmax")]
    [InlineData("binomial and Bernoulli")]
    public void Other_discrete_units_are_annealed_too(string name)
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built(name);
        AisEstimate estimate = new AnnealedImportanceSampling(200, 200).Forward(machine);
        Assert.Equal(Enumeration.LogPartition(machine), estimate.LogPartition, 4 * estimate.StandardError);
    }

    [Fact]
    public void The_means_of_the_data_are_a_better_beginning()
    {
        var machine = new RestrictedBoltzmannMachine(20, 5);
        machine.Build([20], dtype: DType.Float64);
        EnergyCases.Randomize(machine, 1, 0.2);
        Tensor.Full([20], -4, DType.Float64).CopyTo(machine.VisibleBias!);
        var ais = new AnnealedImportanceSampling(30, 100);
        AisEstimate from = ais.Forward(machine, machine.Sample(500, 100)), without = ais.Forward(machine);
        Assert.True(from.StandardError < without.StandardError / 3, $"{from} {without}");
        Assert.Equal(Enumeration.LogPartition(machine), from.LogPartition, 4 * from.StandardError);
    }

    [Fact]
    public void Too_few_temperatures_are_told_with_the_standard_error()
    {
        var machine = new RestrictedBoltzmannMachine(20, 12);
        machine.Build([20], dtype: DType.Float64);
        EnergyCases.Randomize(machine, 1, 1.5);
        AisEstimate estimate = new AnnealedImportanceSampling(3, 20).Forward(machine);
        Assert.Contains("has a standard error of ", estimate.Warning);
        Assert.Contains("of 20 runs carry the weight: there are too few temperatures, or runs.", estimate.Warning);
        Assert.Contains("at least two temperatures", Assert.Throws<ArgumentOutOfRangeException>(() => new AnnealedImportanceSampling(1)).Message);
        Assert.Contains("no standard error", Assert.Throws<ArgumentOutOfRangeException>(() => new AnnealedImportanceSampling(100, 1)).Message);
        Assert.Contains("GaussianUnits", Assert.Throws<NotSupportedException>(() => new AnnealedImportanceSampling(9).Forward(EnergyCases.Built("Gaussian and Bernoulli"))).Message);
    }
}
