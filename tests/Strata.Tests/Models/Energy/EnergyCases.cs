using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.Energy;

/// <summary>Small machines of all kinds of units, in float64, with weights and biases that are far from zero.</summary>
internal static class EnergyCases
{
    public static readonly Dictionary<string, Func<RestrictedBoltzmannMachine>> Machines = new()
    {
        ["Bernoulli and Bernoulli"] = () => new(5, 4),
        ["wide"] = () => new(3, 7),
        ["softmax and Bernoulli"] = () => new(6, 3, new SoftmaxUnits(3)),
        ["Bernoulli and softmax"] = () => new(4, 6, hiddenUnits: new SoftmaxUnits(2)),
        ["binomial and Bernoulli"] = () => new(3, 4, new BinomialUnits(3)),
        ["Bernoulli and binomial"] = () => new(4, 3, hiddenUnits: new BinomialUnits(2)),
        ["Gaussian and Bernoulli"] = () => new(3, 4, new GaussianUnits()),
        ["Gaussian of deviation 2 and Bernoulli"] = () => new(3, 4, new GaussianUnits(2)),
        ["Bernoulli and Gaussian"] = () => new(4, 2, hiddenUnits: new GaussianUnits(0.7)),
    };

    public static RestrictedBoltzmannMachine Built(string name, ulong seed = 1, double size = 0.8)
    {
        RestrictedBoltzmannMachine machine = Machines[name]();
        machine.Build([machine.Visible], dtype: DType.Float64);
        Randomize(machine, seed, size);
        return machine;
    }

    public static void Randomize(RestrictedBoltzmannMachine machine, ulong seed, double size)
    {
        var random = new RandomStream(seed);
        foreach (Tensor t in (Tensor[])[machine.Weight!, machine.HiddenBias!, machine.VisibleBias!])
        {
            RandomOps.Normal(t.Shape, 0, size, random, t.DType).CopyTo(t);
        }
    }

    /// <summary>All 2ⁿ⁺¹ - 2 pictures of n × n whose rows are each of one value, or whose columns are (MacKay 2003).</summary>
    public static Tensor BarsAndStripes(int n)
    {
        var pictures = new List<double[]>();
        for (int bits = 0; bits < 1 << n; bits++)
        {
            pictures.Add([.. from y in Enumerable.Range(0, n) from x in Enumerable.Range(0, n) select (double)((bits >> y) & 1)]);
            pictures.Add([.. from y in Enumerable.Range(0, n) from x in Enumerable.Range(0, n) select (double)((bits >> x) & 1)]);
        }
        double[][] all = [.. pictures.DistinctBy(p => string.Join(",", p))];
        return Tensor.Wrap(all.SelectMany(p => p).ToArray(), [all.Length, n * n]);
    }
}
