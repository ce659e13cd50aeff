using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Ops;

public sealed class AddProductTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_product_is_scaled_and_added_in_place(bool transposeA, bool transposeB)
    {
        foreach ((int m, int n, int k) in ((int, int, int)[])[(1, 1, 1), (3, 17, 5), (33, 2, 9), (4, 5, 0)])
        {
            Tensor w = Uniform(1, m, n), a = transposeA ? Uniform(2, k, m) : Uniform(2, m, k), b = transposeB ? Uniform(3, n, k) : Uniform(3, k, n);
            double[] expected = (w + (a.MatMul(b, transposeA, transposeB) * -0.5)).ToArray<double>();
            UpdateOps.AddProduct(w, a, b, -0.5, transposeA, transposeB);
            double[] actual = w.ToArray<double>();
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], actual[i], 1e-13);
            }
        }
    }

    [Fact]
    public void Matrices_that_do_not_fit_are_refused()
        => Assert.Equal(
            "Cannot add the product of [2, 3] transposed and [3, 4] to [3, 4]: [m, n] += [m, k] · [k, n].",
            Assert.Throws<ArgumentException>(() => UpdateOps.AddProduct(Tensor.Zeros([3, 4]), Tensor.Zeros([2, 3]), Tensor.Zeros([3, 4]), transposeA: true)).Message);

    private static Tensor Uniform(ulong seed, int rows, int columns) => RandomOps.Uniform([rows, columns], -1, 1, new RandomStream(seed), DType.Float64);
}
