using Strata.Kernels.Eigen;

namespace Strata.Kernels.Tests.Eigen;

public class SymmetricEigenTests
{
    // numpy.linalg.eigh of this matrix, ascending there.
    [Fact]
    public void A_small_matrix_has_the_eigenvalues_and_vectors_of_numpy()
    {
        double[] a = [4, 1, -2, 2, 1, 2, 0, 1, -2, 0, 3, -2, 2, 1, -2, -1];
        double[] values = new double[4], vectors = new double[16];
        SymmetricEigen.Decompose(a, values, vectors, 4);
        AssertNear([6.844621107234965, 2.2685314064312423, 1.0843644637732166, -2.1975169774394243], values, 1e-13);
        AssertNear(
            [
                0.7180459594506796, 0.2211529881551807, -0.5573513771375096, 0.3533564748939929,
                0.20171109662094233, 0.7894499124874399, 0.5796341693167878, 0.010280998686330589,
                0.6422600067660328, -0.5441878481946866, 0.5202218509386148, -0.14398227457619123,
                -0.17670517062447652, -0.17810046990630077, 0.28766803431970117, 0.9242849167461132,
            ], vectors, 1e-13);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(150)]
    public void Vectors_are_orthonormal_and_rebuild_the_matrix(int n)
    {
        var random = new System.Random(5);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                a[(i * n) + j] = a[(j * n) + i] = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4));
            }
        }
        Check(a, n);
    }

    [Fact]
    public void Equal_zero_and_tiny_eigenvalues_are_found_too()
    {
        Check(new double[25], 5);
        double[] unit = new double[36], rankOne = new double[36], tiny = new double[36];
        for (int i = 0; i < 36; i++)
        {
            unit[i] = i % 7 == 0 ? 3 : 0;
            rankOne[i] = (i / 6 + 1) * (i % 6 + 1);
            tiny[i] = 1e-300 * rankOne[i] + (i % 7 == 0 ? 1e-301 : 0);
        }
        Check(unit, 6);
        Check(rankOne, 6);
        Check(tiny, 6);
    }

    [Fact]
    public void A_covariance_where_many_features_never_vary_is_decomposed()
    {
        // Of 60 features 40 are dead but for rounding, as the pixels at the border of digits are.
        const int n = 60;
        var random = new System.Random(3);
        double[] a = new double[n * n], x = new double[n];
        for (int sample = 0; sample < 200; sample++)
        {
            for (int i = 0; i < n; i++)
            {
                x[i] = (random.NextDouble() - 0.5) * (i % 3 == 0 ? 1 : Math.Pow(10, -8 - (i % 7)));
            }
            for (int i = 0; i < n * n; i++)
            {
                a[i] += x[i / n] * x[i % n];
            }
        }
        Check(a, n);
    }

    [Fact]
    public void What_is_not_a_number_ends_in_an_error_and_wrong_lengths_are_refused()
    {
        Assert.Throws<ArithmeticException>(() => SymmetricEigen.Decompose(new double[] { 1, double.NaN, double.NaN, 1 }, new double[2], new double[4], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(new double[3], new double[2], new double[4], 2));
    }

    private static void Check(double[] a, int n)
    {
        double[] values = new double[n], vectors = new double[n * n], copy = [.. a];
        SymmetricEigen.Decompose(copy, values, vectors, n);
        double scale = n == 0 ? 1 : a.Max(Math.Abs);
        for (int i = 0; i < n; i++)
        {
            Assert.True(i == 0 || values[i] <= values[i - 1]);
            for (int j = 0; j < n; j++)
            {
                double product = 0, sum = 0;
                for (int k = 0; k < n; k++)
                {
                    product += vectors[(i * n) + k] * vectors[(j * n) + k];
                    sum += vectors[(k * n) + i] * values[k] * vectors[(k * n) + j];
                }
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
                Assert.Equal(a[(i * n) + j] / Math.Max(scale, 1e-320), sum / Math.Max(scale, 1e-320), 1e-12);
            }
        }
    }

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
