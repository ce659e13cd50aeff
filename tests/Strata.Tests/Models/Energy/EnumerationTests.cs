using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

public sealed class EnumerationTests
{
    public static TheoryData<string> Machines => [.. EnergyCases.Machines.Keys];

    [Theory]
    [MemberData(nameof(Machines))]
    public void The_gradient_is_that_of_the_exact_log_likelihood(string name)
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built(name);
        Tensor data = machine.VisibleUnits is GaussianUnits
            ? RandomOps.Normal([5, machine.Visible], 0, 1, new RandomStream(2), DType.Float64)
            : Enumeration.States(machine.VisibleUnits, machine.Visible).Slice(0, 1, 5);
        (Tensor weight, Tensor visibleBias, Tensor hiddenBias) = Enumeration.Gradient(machine, data);
        Check(machine.Weight!, weight);
        Check(machine.VisibleBias!, visibleBias);
        Check(machine.HiddenBias!, hiddenBias);

        void Check(Tensor parameter, Tensor gradient)
        {
            double[] exact = gradient.ToArray<double>();
            for (int i = 0; i < exact.Length; i++)
            {
                const double h = 1e-5;
                double was = parameter.AsSpan<double>()[i];
                parameter.AsSpan<double>()[i] = was + h;
                double up = Enumeration.LogLikelihood(machine, data);
                parameter.AsSpan<double>()[i] = was - h;
                double down = Enumeration.LogLikelihood(machine, data);
                parameter.AsSpan<double>()[i] = was;
                Assert.Equal((up - down) / (2 * h), exact[i], 1e-6);
            }
        }
    }

    [Fact]
    public void The_partition_function_is_the_sum_over_all_states_of_both_sides()
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built("Bernoulli and Bernoulli");
        Tensor v = Enumeration.States(machine.VisibleUnits, 5), h = Enumeration.States(machine.HiddenUnits, 4);
        double sum = 0;
        for (int i = 0; i < 32; i++)
        {
            sum += (-machine.Energy(v.Slice(0, i, 1).BroadcastTo([16, 5]), h)).Exp().Sum().ToScalar();
        }
        Assert.Equal(Math.Log(sum), Enumeration.LogPartition(machine), 1e-10);
        Assert.Equal(Math.Log(sum), (-machine.FreeEnergy(v)).LogSumExp().ToScalar(), 1e-10);
        Assert.Equal(Math.Log(sum), (-machine.HiddenFreeEnergy(h)).LogSumExp().ToScalar(), 1e-10);
    }

    [Fact]
    public void States_are_all_that_there_are_and_each_once()
    {
        Assert.Equal(27, Rows(Enumeration.States(new BinomialUnits(2), 3)).Distinct().Count());
        Assert.Equal(9, Rows(Enumeration.States(new SoftmaxUnits(3), 6)).Distinct().Count());
        Assert.All(Rows(Enumeration.States(new SoftmaxUnits(3), 6)), row => Assert.Equal(2, row.Count(c => c == '1')));

        static string[] Rows(Tensor states) => [.. states.ToArray<double>().Chunk(states.Shape[1]).Select(row => string.Concat(row))];
    }

    [Fact]
    public void Too_many_states_are_refused_with_the_way_out()
    {
        var machine = new RestrictedBoltzmannMachine(40, 30);
        machine.Build([40]);
        Assert.Contains("Estimate the partition function by AnnealedImportanceSampling", Assert.Throws<NotSupportedException>(() => Enumeration.LogPartition(machine)).Message);
        Assert.Contains("too many states", Assert.Throws<NotSupportedException>(() => Enumeration.States(new GaussianUnits(), 2)).Message);
    }
}
