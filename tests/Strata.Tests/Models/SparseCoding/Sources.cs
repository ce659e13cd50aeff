using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.SparseCoding;

/// <summary>Samples that are sums of few of known atoms, the case in which a dictionary can be checked.</summary>
internal static class Sources
{
    /// <summary>Float64: atoms [atoms, features] of length 1, and samples [samples, features] of <paramref name="used"/> of them each.</summary>
    public static (Tensor Atoms, Tensor Samples) Make(int atoms, int features, int samples, int used, bool nonNegative = false, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        Tensor d = RandomOps.Normal([atoms, features], 0, 1, random, DType.Float64);
        d /= d.Square().Sum([1], keepAxes: true).Sqrt();
        Tensor codes = Tensor.Zeros([samples, atoms], DType.Float64);
        double[] sizes = RandomOps.Uniform([samples * used], 1, 3, random, DType.Float64).ToArray<double>(), signs = RandomOps.Bernoulli([samples * used], 0.5, random, DType.Float64).ToArray<double>();
        for (int i = 0; i < samples; i++)
        {
            int[] order = RandomOps.Permutation(atoms, random).ToArray<int>();
            for (int k = 0; k < used; k++)
            {
                codes.AsSpan<double>()[(i * atoms) + order[k]] = sizes[(i * used) + k] * (nonNegative || signs[(i * used) + k] == 1 ? 1 : -1);
            }
        }
        return (d, codes.MatMul(d));
    }

    /// <summary>How many of the atoms have a partner in the dictionary that points the same way, or the opposite, to within |cos| &gt; 0.99.</summary>
    public static int Found(Tensor atoms, Tensor dictionary)
    {
        Tensor unit = dictionary / dictionary.Square().Sum([1], keepAxes: true).Sqrt();
        return atoms.MatMul(unit, transposeB: true).Abs().Max([1]).ToArray<double>().Count(c => c > 0.99);
    }
}
