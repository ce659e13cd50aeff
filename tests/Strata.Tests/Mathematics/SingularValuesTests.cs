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

    // [[3, 0], [4, 5]]: the singular values are √45 and √5 (Strang).
    [Fact]
    public void Of_a_two_by_two_matrix_they_are_those_by_hand() => Equal([Math.Sqrt(45), Math.Sqrt(5)], Of([[3, 0], [4, 5]]));

    // numpy.linalg.svd of sin(1 … 12) as three rows of four.
    [Fact]
    public void Of_a_wide_matrix_they_are_those_of_numpy()
    {
        double[][] rows = [.. Enumerable.Range(1, 12).Select(i => Math.Sin(i)).Chunk(4)];
        Equal([2.1199441613272825, 1.3398351748885782, 1.2913690488358354e-16], Of(rows));
    }

    [Fact]
    public void Their_squares_add_up_and_dependent_rows_give_a_zero()
    {
        double[] values = Of([[1, 2, 3], [2, 4, 6], [0, 0, 1]]);
        Assert.Equal(14 + 56 + 1, values.Sum(v => v * v), 1e-10);
        Assert.InRange(values[2], 0, 1e-14);
        Assert.True(values[1] > 0.1);
        Equal([2, 0], Of([[0, 0], [0, 2], [0, 0]]));
    }

    [Fact]
    public void Squares_do_not_overflow_or_vanish()
    {
        Equal([4e300, 3e300], Of([[0, 3e300], [4e300, 0]]));
        Equal([4e-300, 3e-300], Of([[0, 3e-300], [4e-300, 0]]));
    }

    [Fact]
    public void Small_ones_are_exact_beside_large_ones() => Assert.Equal(1e-12, Of([[1e6, 1e6], [1e-12, -1e-12]])[1] / Math.Sqrt(2), 1e-24);

    private static double[] Of(double[][] rows) => SingularValues.Of(Tensor.Wrap([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]));
}
