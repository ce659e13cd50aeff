using Strata.Initializers;
using Strata.Mathematics;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Mathematics;

public class SingularValuesTests
{
    private static void Equal(double[] expected, double[] actual, double tolerance = 1e-14)
        => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= tolerance * Math.Max(1, expected.Max()));

    [Theory]
    [InlineData(3, 3)]
    [InlineData(7, 4)]
    [InlineData(4, 7)]
    [InlineData(1, 5)]
    [InlineData(30, 20)]
    public void A_matrix_that_is_made_from_singular_values_has_these(int m, int n)
    {
        int k = Math.Min(m, n);
        double[] expected = [.. Enumerable.Range(0, k).Select(i => 10.0 / (i + 1)).Select(s => s < 1 ? 0 : s)]; // some are zero
        Tensor u = new Orthogonal().Create([k, m], m, k, new RandomStream(1), DType.Float64), v = new Orthogonal().Create([k, n], n, k, new RandomStream(2), DType.Float64);
        Equal(expected, SingularValues.Of((u * Tensor.Wrap(expected, [k, 1])).MatMul(v, transposeA: true)));
    }

    // By mpmath's svd_r with 40 digits.
    [Fact]
    public void Hilberts_matrix_has_the_values_of_the_reference()
    {
        Tensor hilbert = Tensor.Wrap([.. Enumerable.Range(0, 36).Select(i => 1.0 / ((i / 6) + (i % 6) + 1))], [6, 6]);
        Equal([1.6188998589243391, 0.242360870575209552, 0.0163215213198758221, 0.000615748354182657698, 0.0000125707571226251949, 1.08279948456554977e-7],
            SingularValues.Of(hilbert), 1e-15);
        Equal([1.6188998589243391e200], SingularValues.Of(hilbert * 1e200)[..1]);
    }

    [Fact]
    public void Their_squares_add_up_to_the_frobenius_norms_square_and_their_product_is_the_determinant()
    {
        Tensor a = Tensor.Wrap([2.0, -1, 0.5, 3], [2, 2]);
        double[] s = SingularValues.Of(a);
        Assert.Equal(14.25, s.Sum(v => v * v), 1e-13);
        Assert.Equal(6.5, s[0] * s[1], 1e-13);
    }

    [Fact]
    public void Zero_and_empty_matrices_have_zeros_and_none_and_infinite_ones_are_refused()
    {
        Assert.Equal([0, 0], SingularValues.Of(Tensor.Zeros([2, 3])));
        Assert.Empty(SingularValues.Of(Tensor.Zeros([0, 3])));
        Assert.StartsWith("A matrix with an element of NaN has no singular values.",
            Assert.Throws<ArgumentException>(() => SingularValues.Of(Tensor.Wrap([double.NaN, 1], [1, 2]))).Message);
        Assert.Throws<ArgumentException>(() => SingularValues.Of(Tensor.Zeros([3])));
    }
}
