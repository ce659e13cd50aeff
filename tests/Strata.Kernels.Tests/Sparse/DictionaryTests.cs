using Strata.Kernels.Sparse;

namespace Strata.Kernels.Tests.Sparse;

public sealed class DictionaryTests
{
    private const int Samples = 50, Atoms = 6, Features = 5;

    [Fact]
    public void Products_of_sparse_codes_are_those_of_the_matrices()
    {
        (double[] codes, double[] rows) = (Codes(1), Numbers.Random<double>(2, Samples * Features));
        double[] b = Numbers.Random<double>(3, Atoms * Atoms), c = Numbers.Random<double>(4, Atoms * Features), expectedB = [.. b], expectedC = [.. c];
        CodeProducts.Add(codes, rows, b, c, Samples, Atoms, Features);
        for (int i = 0; i < Samples; i++)
        {
            for (int j = 0; j < Atoms; j++)
            {
                for (int k = 0; k < Atoms; k++)
                {
                    expectedB[(j * Atoms) + k] += codes[(i * Atoms) + j] * codes[(i * Atoms) + k];
                }
                for (int f = 0; f < Features; f++)
                {
                    expectedC[(j * Features) + f] += codes[(i * Atoms) + j] * rows[(i * Features) + f];
                }
            }
        }
        Numbers.AssertClose<double>(expectedB, b, 1e-12, 1e-12);
        Numbers.AssertClose<double>(expectedC, c, 1e-12, 1e-12);
    }

    [Fact]
    public void Block_descent_lowers_the_error_and_keeps_atoms_short()
    {
        (double[] codes, double[] rows) = (Codes(5), Numbers.Random<double>(6, Samples * Features));
        double[] b = new double[Atoms * Atoms], c = new double[Atoms * Features], d = Numbers.Random<double>(7, Atoms * Features, -0.3, 0.3);
        CodeProducts.Add(codes, rows, b, c, Samples, Atoms, Features);
        double last = Error(rows, codes, d);
        for (int sweep = 0; sweep < 5; sweep++)
        {
            BlockDescent.Run(b, c, d, Atoms, Features, 1, false);
            Assert.All(d.Chunk(Features), atom => Assert.InRange(atom.Sum(v => v * v), 0, 1 + 1e-12));
            double error = Error(rows, codes, d);
            Assert.True(error <= last + 1e-12);
            last = error;
        }
        Assert.InRange(BlockDescent.Run(b, c, d, Atoms, Features, 200, false), 0, 1e-8); // at rest
        BlockDescent.Run(b, c, d, Atoms, Features, 1, nonNegative: true);
        Assert.All(d, v => Assert.True(v >= 0));
    }

    [Fact]
    public void Rank_one_updates_lower_the_error_and_leave_zeros_and_the_residual_true()
    {
        (double[] codes, double[] rows) = (Codes(8), Numbers.Random<double>(9, Samples * Features));
        double[] d = Numbers.Random<double>(10, Atoms * Features), before = [.. codes];
        double last = Error(rows, codes, d);
        double[] residual = Residual(rows, codes, d);
        RankOneUpdates.Run(residual, codes, d, Samples, Atoms, Features, 20);
        Numbers.AssertClose<double>(Residual(rows, codes, d), residual, 0, 1e-12);
        Assert.True(Error(rows, codes, d) < last);
        Assert.All(d.Chunk(Features), atom => Assert.Equal(1, atom.Sum(v => v * v), 1e-12));
        Assert.All(before.Zip(codes), p => Assert.True(p.First != 0 || p.Second == 0));
    }

    [Fact]
    public void One_atom_that_all_use_becomes_the_first_singular_vector()
    {
        double[] rows = [3, 0, 0, 1, -3, 0], codes = [1, 0.5, -1], d = [0.6, 0.8], residual = Residual(rows, codes, d, 3, 1, 2);
        RankOneUpdates.Run(residual, codes, d, 3, 1, 2, 60);
        Assert.Equal(1, Math.Abs(d[0]), 1e-9);
        Assert.Equal(3, Math.Abs(codes[0]), 1e-9);
        Assert.Equal(0, codes[1], 1e-9);
    }

    // One or two atoms of six a sample.
    private static double[] Codes(int seed)
    {
        double[] codes = Numbers.Random<double>(seed, Samples * Atoms);
        for (int i = 0; i < codes.Length; i++)
        {
            int sample = i / Atoms, atom = i % Atoms;
            codes[i] = atom == sample % Atoms || atom == sample / 2 % Atoms ? codes[i] : 0;
        }
        return codes;
    }

    private static double Error(double[] rows, double[] codes, double[] d) => Residual(rows, codes, d).Sum(v => v * v);

    private static double[] Residual(double[] rows, double[] codes, double[] d, int samples = Samples, int atoms = Atoms, int features = Features)
    {
        double[] residual = [.. rows];
        for (int i = 0; i < samples; i++)
        {
            for (int j = 0; j < atoms; j++)
            {
                for (int f = 0; f < features; f++)
                {
                    residual[(i * features) + f] -= codes[(i * atoms) + j] * d[(j * features) + f];
                }
            }
        }
        return residual;
    }
}
