using Strata.Kernels.Sparse;
using Strata.Kernels.Tests.Threading;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Tests.Sparse;

/// <summary>The conditions of a solution hold for every method: they are the proof, whatever the way there.</summary>
[Collection(WorkersCollection.Name)]
public sealed class SparseCodeTests
{
    private const double Tolerance = 1e-9;

    public delegate int Method(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, Span<double> codes, int samples, int atoms, double lambda, bool nonNegative, double tolerance);

    private static readonly Dictionary<string, Method> s_methods = new()
    {
        ["coordinate descent"] = CoordinateDescent.Solve,
        ["least angle"] = LeastAngle.Solve,
        ["feature sign"] = FeatureSign.Solve,
    };

    public static TheoryData<string, int, int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, bool>();
            foreach (string method in s_methods.Keys)
            {
                foreach ((int atoms, int features) in ((int, int)[])[(1, 1), (5, 9), (8, 4), (37, 16), (64, 20)])
                {
                    cases.Add(method, atoms, features, false);
                    cases.Add(method, atoms, features, true);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_conditions_of_a_solution_hold(string method, int atoms, int features, bool nonNegative)
    {
        const int samples = 40;
        (double[] d, double[] x) = (Unit(Numbers.Random<double>(1, atoms * features), atoms), Numbers.Random<double>(2, samples * features));
        (double[] gram, double[] products) = (Products(d, d, atoms, atoms), Products(x, d, samples, atoms));
        foreach (double lambda in (double[])[1e-3, 0.1, 1])
        {
            double[] codes = new double[samples * atoms];
            Assert.Equal(0, s_methods[method](gram, products, codes, samples, atoms, lambda, nonNegative, Tolerance));
            Assert.InRange(Violation(gram, products, codes, samples, atoms, lambda, nonNegative), 0, 1e-8);
        }
    }

    [Theory]
    [InlineData("coordinate descent")]
    [InlineData("least angle")]
    [InlineData("feature sign")]
    public void Atoms_that_are_equal_or_zero_do_no_harm(string method)
    {
        const int atoms = 12, features = 6, samples = 20;
        double[] d = Unit(Numbers.Random<double>(3, atoms * features), atoms), x = Numbers.Random<double>(4, samples * features);
        d.AsSpan(0, features).CopyTo(d.AsSpan(features, features)); // two equal atoms
        d.AsSpan(2 * features, features).Clear(); // and one of zeros
        (double[] gram, double[] products) = (Products(d, d, atoms, atoms), Products(x, d, samples, atoms));
        double[] codes = new double[samples * atoms];
        Assert.Equal(0, s_methods[method](gram, products, codes, samples, atoms, 0.05, false, 1e-7));
        Assert.InRange(Violation(gram, products, codes, samples, atoms, 0.05, false), 0, 1e-6);
    }

    [Theory]
    [InlineData("coordinate descent")]
    [InlineData("least angle")]
    [InlineData("feature sign")]
    public void Threads_do_not_change_a_bit(string method)
    {
        const int atoms = 24, features = 10, samples = 300;
        double[] d = Unit(Numbers.Random<double>(5, atoms * features), atoms), x = Numbers.Random<double>(6, samples * features);
        (double[] gram, double[] products) = (Products(d, d, atoms, atoms), Products(x, d, samples, atoms));
        double[] one = new double[samples * atoms], four = new double[samples * atoms], pursued = new double[samples * atoms], pursuedByFour = new double[samples * atoms];
        double[] squares = [.. x.Chunk(features).Select(r => r.Sum(v => v * v))];
        int before = Workers.Count;
        try
        {
            Workers.Count = 1;
            s_methods[method](gram, products, one, samples, atoms, 0.1, false, Tolerance);
            MatchingPursuit.Solve(gram, products, squares, pursued, samples, atoms, 4, 0, false);
            Workers.Count = 4;
            s_methods[method](gram, products, four, samples, atoms, 0.1, false, Tolerance);
            MatchingPursuit.Solve(gram, products, squares, pursuedByFour, samples, atoms, 4, 0, false);
        }
        finally
        {
            Workers.Count = before;
        }
        Numbers.AssertSameBits<double>(one, four);
        Numbers.AssertSameBits<double>(pursued, pursuedByFour);
    }

    [Fact]
    public void A_path_is_straight_between_its_corners()
    {
        const int atoms = 10, features = 14;
        double[] d = Unit(Numbers.Random<double>(7, atoms * features), atoms), x = Numbers.Random<double>(8, features);
        (double[] gram, double[] q) = (Products(d, d, atoms, atoms), Products(x, d, 1, atoms));
        double[] lambdas = new double[200], codes = new double[200 * atoms];
        int corners = LeastAngle.Path(gram, q, 0, false, lambdas, codes);
        Assert.True(corners > atoms);
        Assert.Equal(q.Max(Math.Abs), lambdas[0], 1e-12);
        Assert.Equal(0, lambdas[corners - 1]);
        for (int i = 1; i < corners; i++)
        {
            double[] middle = [.. Enumerable.Range(0, atoms).Select(j => 0.5 * (codes[((i - 1) * atoms) + j] + codes[(i * atoms) + j]))];
            double lambda = 0.5 * (lambdas[i - 1] + lambdas[i]);
            Assert.InRange(Violation(gram, q, middle, 1, atoms, lambda, false), 0, 1e-9);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pursuit_fits_its_atoms_by_least_squares_and_each_further_one_helps(bool nonNegative)
    {
        const int atoms = 30, features = 12, samples = 25;
        double[] d = Unit(Numbers.Random<double>(9, atoms * features), atoms), x = Numbers.Random<double>(10, samples * features);
        (double[] gram, double[] products) = (Products(d, d, atoms, atoms), Products(x, d, samples, atoms));
        double[] squares = [.. x.Chunk(features).Select(r => r.Sum(v => v * v))], last = squares;
        for (int most = 1; most <= 6; most++)
        {
            double[] codes = new double[samples * atoms];
            MatchingPursuit.Solve(gram, products, squares, codes, samples, atoms, most, 0, nonNegative);
            double[] left = new double[samples];
            for (int i = 0; i < samples; i++)
            {
                double[] code = codes[(i * atoms)..((i + 1) * atoms)];
                Assert.InRange(code.Count(a => a != 0), 1, most);
                Assert.True(!nonNegative || code.All(a => a >= 0));
                for (int j = 0; j < atoms; j++)
                {
                    double c = products[(i * atoms) + j] - Enumerable.Range(0, atoms).Sum(k => gram[(j * atoms) + k] * code[k]);
                    Assert.True(code[j] == 0 || Math.Abs(c) < 1e-10);
                }
                left[i] = squares[i] - Enumerable.Range(0, atoms).Sum(j => code[j] * products[(i * atoms) + j]);
            }
            Assert.All(left.Zip(last), p => Assert.True(p.First <= p.Second + 1e-12));
            last = left;
        }
    }

    [Fact]
    public void A_pursuit_stops_where_little_enough_is_left()
    {
        // Orthonormal atoms: coefficients are products, taken in the order of their size.
        double[] gram = [1, 0, 0, 0, 1, 0, 0, 0, 1], products = [3, -2, 1], codes = new double[3];
        MatchingPursuit.Solve(gram, products, [14], codes, 1, 3, 3, residual: 1, false);
        Assert.Equal([3, -2, 0], codes);
        MatchingPursuit.Solve(gram, products, [14], codes, 1, 3, 3, residual: 0.9, false);
        Assert.Equal([3, -2, 1], codes);
        MatchingPursuit.Solve(gram, products, [14], codes, 1, 3, 3, residual: 0, nonNegative: true);
        Assert.Equal([3, 0, 1], codes);
    }

    [Fact]
    public void Descent_from_a_start_ends_in_the_same_solution()
    {
        const int atoms = 20, features = 25, samples = 10;
        double[] d = Unit(Numbers.Random<double>(11, atoms * features), atoms), x = Numbers.Random<double>(12, samples * features);
        (double[] gram, double[] products) = (Products(d, d, atoms, atoms), Products(x, d, samples, atoms));
        double[] cold = new double[samples * atoms], warm = Numbers.Random<double>(13, samples * atoms), searched = Numbers.Random<double>(14, samples * atoms);
        CoordinateDescent.Solve(gram, products, cold, samples, atoms, 0.2, false, Tolerance);
        CoordinateDescent.Solve(gram, products, warm, samples, atoms, 0.2, false, Tolerance);
        FeatureSign.Solve(gram, products, searched, samples, atoms, 0.2, false, Tolerance);
        Numbers.AssertClose<double>(cold, warm, 1e-8, 1e-9);
        Numbers.AssertClose<double>(cold, searched, 1e-8, 1e-9);
    }

    [Fact]
    public void A_span_of_a_wrong_length_is_refused()
    {
        Assert.Throws<ArgumentException>("gram", () => CoordinateDescent.Solve(new double[3], new double[2], new double[2], 1, 2, 1, false, 1));
        Assert.Throws<ArgumentException>("products", () => LeastAngle.Solve(new double[4], new double[3], new double[2], 1, 2, 1, false, 1));
        Assert.Throws<ArgumentException>("codes", () => FeatureSign.Solve(new double[4], new double[2], new double[1], 1, 2, 1, false, 1));
        Assert.Throws<ArgumentException>("squares", () => MatchingPursuit.Solve(new double[4], new double[2], [], new double[2], 1, 2, 1, 0, false));
    }

    private static double Violation(double[] gram, double[] products, double[] codes, int samples, int atoms, double lambda, bool nonNegative)
    {
        double worst = 0;
        for (int i = 0; i < samples; i++)
        {
            for (int j = 0; j < atoms; j++)
            {
                double c = products[(i * atoms) + j], a = codes[(i * atoms) + j];
                for (int k = 0; k < atoms; k++)
                {
                    c -= gram[(j * atoms) + k] * codes[(i * atoms) + k];
                }
                Assert.False(nonNegative && a < 0);
                worst = Math.Max(worst, a != 0 ? Math.Abs(c - (Math.Sign(a) * lambda)) : (nonNegative ? c : Math.Abs(c)) - lambda);
            }
        }
        return worst;
    }

    private static double[] Unit(double[] rows, int count)
        => [.. rows.Chunk(rows.Length / count).SelectMany(r => r.Select(v => v / Math.Sqrt(r.Sum(w => w * w))))];

    // [m, f] and [n, f] → [m, n]
    private static double[] Products(double[] a, double[] b, int m, int n)
    {
        int f = a.Length / m;
        return [.. from i in Enumerable.Range(0, m) from j in Enumerable.Range(0, n) select Enumerable.Range(0, f).Sum(k => a[(i * f) + k] * b[(j * f) + k])];
    }
}
