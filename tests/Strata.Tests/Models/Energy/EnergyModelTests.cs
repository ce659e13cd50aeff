using Strata.Models.Energy;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class EnergyModelTests
{
    [Fact]
    public void Two_variables_that_like_to_be_on_together()
    {
        // E = -w a b with w = 1: P is 1/(3 + e) three times, and e/(3 + e).
        var model = new EnergyModel(2, x => -x[0] * x[1]);
        Assert.Equal(Math.Log(3 + Math.E), model.LogPartition, 1e-12);
        Assert.Equal([1, 1, 1, Math.E], model.Table.Select(t => t.Probability * (3 + Math.E)), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Equal(Math.E / (3 + Math.E), model.Probability(1, 1), 1e-12);
        Assert.Equal((1 + Math.E) / (3 + Math.E), model.Probability(1), 1e-12);
        Assert.Equal(-Math.Log(1 + Math.E), model.FreeEnergy(1), 1e-12);
        Assert.Equal(1, model.Probability(), 1e-12);
    }

    [Fact]
    public void The_gradient_is_the_data_term_minus_the_model_term()
    {
        double[] theta = [0.3, -0.7, 1.1];
        int[][] data = [[1, 0], [1, 1], [1, 1]];
        double[] gradient = Model(theta).Gradient(Slope, data);
        for (int k = 0; k < 3; k++)
        {
            double[] up = [.. theta], down = [.. theta];
            up[k] += 1e-5;
            down[k] -= 1e-5;
            Assert.Equal((Likelihood(up) - Likelihood(down)) / 2e-5, gradient[k], 1e-8);
        }

        // x₂ is hidden
        static EnergyModel Model(double[] t) => new(3, x => (t[0] * x[0] * x[2]) + (t[1] * x[1] * x[2]) + (t[2] * x[0] * x[1]));

        static double[] Slope(int[] x) => [x[0] * x[2], x[1] * x[2], x[0] * x[1]];

        double Likelihood(double[] t) => data.Average(v => Math.Log(Model(t).Probability(v)));
    }

    [Fact]
    public void It_agrees_with_the_restricted_machine()
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built("wide");
        var model = new EnergyModel(10, x =>
        {
            Tensor all = Tensor.Wrap([.. x.Select(i => (double)i)], [1, 10]);
            return machine.Energy(Tensor.Wrap(all.ToArray<double>()[..3], [1, 3]), Tensor.Wrap(all.ToArray<double>()[3..], [1, 7])).ToScalar();
        });
        Assert.Equal(model.LogPartition, Enumeration.LogPartition(machine), 1e-9);
        Assert.Equal(model.FreeEnergy(1, 0, 1), machine.FreeEnergy(Tensor.Wrap([1.0, 0, 1], [1, 3])).ToScalar(), 1e-9);
    }

    [Fact]
    public void What_makes_no_distribution_is_refused()
    {
        Assert.Contains("1 to 24", Assert.Throws<ArgumentOutOfRangeException>(() => new EnergyModel(25, _ => 0)).Message);
        Assert.Contains("The energy of the state 0 is NaN", Assert.Throws<ArgumentException>(() => new EnergyModel(1, _ => double.NaN)).Message);
        Assert.Contains("up to 2 zeros and ones, but got 1 2", Assert.Throws<ArgumentException>(() => new EnergyModel(2, _ => 0).Probability(1, 2)).Message);
        Assert.Equal(0, new EnergyModel(1, x => x[0] == 1 ? double.PositiveInfinity : 0).Probability(1));
    }
}
