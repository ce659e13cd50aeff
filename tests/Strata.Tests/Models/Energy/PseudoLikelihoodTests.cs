using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class PseudoLikelihoodTests
{
    [Fact]
    public void It_is_the_product_of_the_conditionals_of_all_bits()
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built("Bernoulli and Bernoulli");
        Tensor all = Enumeration.States(machine.VisibleUnits, 5);
        double[] p = (-machine.FreeEnergy(all)).Exp().ToArray<double>(); // bit i of the number is unit i
        double[] perSample = new double[32], perFeature = new double[5];
        for (int state = 0; state < 32; state++)
        {
            for (int i = 0; i < 5; i++)
            {
                double logP = Math.Log(p[state] / (p[state] + p[state ^ (1 << i)]));
                perSample[state] += logP;
                perFeature[i] += logP / 32;
            }
        }
        Assert.Equal(perSample, PseudoLikelihood.PerSample(machine, all).ToArray<double>(), Near);
        Assert.Equal(perFeature, PseudoLikelihood.PerFeature(machine, all).ToArray<double>(), Near);
        double estimate = Enumerable.Range(0, 200).Average(seed => PseudoLikelihood.Estimate(machine, all, new RandomStream((ulong)seed)));
        Assert.Equal(perSample.Average(), estimate, 0.1);

        static bool Near(double a, double b) => Math.Abs(a - b) < 1e-9;
    }

    [Fact]
    public void Values_between_are_rounded()
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built("Bernoulli and Bernoulli");
        Tensor grey = Tensor.Wrap([0.4, 0.6, 0.5, 0, 1], [1, 5]), black = Tensor.Wrap([0.0, 1, 1, 0, 1], [1, 5]);
        Assert.Equal(PseudoLikelihood.PerSample(machine, black).ToScalar(), PseudoLikelihood.PerSample(machine, grey).ToScalar());
    }

    [Fact]
    public void It_is_one_of_bits()
        => Assert.Contains("is one of bits", Assert.Throws<NotSupportedException>(
            () => PseudoLikelihood.PerSample(EnergyCases.Built("Gaussian and Bernoulli"), Tensor.Zeros([1, 3]))).Message);
}
