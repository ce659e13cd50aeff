using Strata.Kernels.Simd;
using Strata.Kernels.Sparse;

namespace Strata.Kernels.Tests.Sparse;

public sealed unsafe class CholeskyTests
{
    private const int Order = 9;

    [Fact]
    public void Rows_that_were_added_and_taken_out_leave_the_factor_of_the_rest()
    {
        double[] a = Positive(Order, 3);
        int[] kept = [0, 2, 3, 5, 6, 8];
        double[] right = Numbers.Random<double>(4, kept.Length), x = [.. right], memory = new double[Cholesky.Size(Order)];
        fixed (double* m = memory, px = x)
        {
            var factor = new Cholesky(m, Order);
            for (int i = 0; i < Order; i++)
            {
                double[] products = a[(i * Order)..((i * Order) + i + 1)];
                fixed (double* p = products)
                {
                    Assert.True(factor.Append<V256<double>>(p, products[i]));
                }
            }
            foreach (int gone in (int[])[7, 4, 1])
            {
                factor.Remove(gone);
            }
            Assert.Equal(kept.Length, factor.Count);
            factor.Solve<V128<double>>(px);
        }
        for (int i = 0; i < kept.Length; i++)
        {
            Assert.Equal(right[i], Enumerable.Range(0, kept.Length).Sum(k => a[(kept[i] * Order) + kept[k]] * x[k]), 1e-10);
        }
    }

    [Fact]
    public void A_row_that_depends_on_those_before_it_is_not_taken()
    {
        double[] memory = new double[Cholesky.Size(2)], products = [2.0];
        fixed (double* m = memory, p = products)
        {
            var factor = new Cholesky(m, 2);
            Assert.True(factor.Append<V256<double>>(p, 4));
            Assert.False(factor.Append<V256<double>>(p, 1));
            Assert.Equal(1, factor.Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void A_positive_system_is_solved(int n)
    {
        double[] a = Positive(n, n), right = Numbers.Random<double>(5, 3 * n), x = [.. right];
        Assert.True(PositiveSystem.Solve(a, x, n, 3));
        for (int i = 0; i < 3 * n; i++)
        {
            Assert.Equal(right[i], Enumerable.Range(0, n).Sum(k => a[(i % n * n) + k] * x[(i / n * n) + k]), 1e-9);
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_is_not_solved() => Assert.False(PositiveSystem.Solve([1, 2, 2, 1], new double[2], 2, 1));

    internal static double[] Positive(int n, int seed)
    {
        double[] b = Numbers.Random<double>(seed, n * n), a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[(i * n) + j] = Enumerable.Range(0, n).Sum(k => b[(i * n) + k] * b[(j * n) + k]) + (i == j ? 0.1 : 0);
            }
        }
        return a;
    }
}
