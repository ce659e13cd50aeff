using Strata.Initializers;
using Strata.Mathematics;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Mathematics;

public class NormsTests
{
    private static readonly Tensor s_matrix = Tensor.Wrap([1, -2, 3.5, 0.5, 4, -1], [2, 3]);

    /// <summary>The seven norms of the notes and the nuclear one, by name.</summary>
    private static readonly (string Name, Func<Tensor, double> Of)[] s_norms =
    [
        ("sum", Norms.Sum), ("Frobenius", Norms.Frobenius), ("maximum", Norms.Maximum), ("geometric", Norms.Geometric), ("columns", Norms.ColumnSum),
        ("spectral", Norms.Spectral), ("rows", Norms.RowSum), ("nuclear", Norms.Nuclear),
    ];

    [Fact]
    public void Vectors_have_the_norms_of_every_order()
    {
        Tensor x = Tensor.Wrap([3.0, -4, 0]);
        Assert.Equal((2, 7, 5, 4), (Norms.Vector(x, 0), Norms.Vector(x, 1), Norms.Vector(x), Norms.Vector(x, double.PositiveInfinity)));
        Assert.Equal(Math.Cbrt(27 + 64), Norms.Vector(x, 3), 1e-14);
        Assert.Equal(5, Norms.Vector(Tensor.Wrap([3f, -4])));
        Assert.Equal(5e200, Norms.Vector(Tensor.Wrap([3e200, 4e200])), 1e186);
        Assert.Equal(5e-200, Norms.Vector(Tensor.Wrap([3e-200, 4e-200])), 1e-214);
        Assert.Equal(0, Norms.Vector(Tensor.Zeros([0])));
        Assert.Equal(double.NaN, Norms.Vector(Tensor.Wrap([1, double.NaN])));
    }

    // numpy.linalg.norm with 'fro', 1, 2, inf and 'nuc'; the others by their definition.
    [Fact]
    public void Matrices_have_the_seven_norms()
    {
        double[] expected = [12, 5.873670062235365, 12, Math.Sqrt(6) * 4, 6, 5.315072906367325, 6.5, 7.815072906367325];
        Assert.All(s_norms.Zip(expected), p => Assert.Equal(p.Second, p.First.Of(s_matrix), 1e-14));
        Assert.All(s_norms.Zip(expected), p => Assert.Equal(p.Second, p.First.Of(s_matrix.To(DType.Float32)), 1e-6));
    }

    [Fact]
    public void All_are_norms_and_no_product_is_longer_than_its_factors()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Tensor a = Random(4, 4, seed), b = Random(4, 4, seed + 100), product = a.MatMul(b);
            foreach ((string name, Func<Tensor, double> norm) in s_norms)
            {
                Assert.True(norm(a) > 0, name);
                Assert.Equal(0, norm(a * 0.0));
                Assert.Equal(2.5 * norm(a), norm(a * -2.5), 1e-12);
                Assert.True(norm(a + b) <= norm(a) + norm(b) + 1e-12, name);
                Assert.True(norm(product) <= (norm(a) * norm(b)) + 1e-12, name); // equation 2.8
            }
        }
    }

    [Fact]
    public void Turning_changes_neither_the_frobenius_nor_the_spectral_norm()
    {
        Tensor a = Random(4, 3, 1), u = Orthogonal(4, 2), v = Orthogonal(3, 3);
        foreach (Func<Tensor, double> norm in (Func<Tensor, double>[])[Norms.Frobenius, Norms.Spectral, Norms.Nuclear]) // equation 2.10
        {
            Assert.Equal(norm(a), norm(u.MatMul(a)), 1e-13);
            Assert.Equal(norm(a), norm(a.MatMul(v)), 1e-13);
            Assert.Equal(norm(a), norm(u.MatMul(a).MatMul(v)), 1e-13);
        }
        Assert.True(Math.Abs(Norms.ColumnSum(a) - Norms.ColumnSum(u.MatMul(a))) > 1e-3);
    }

    [Fact]
    public void The_1_2_and_infinity_norms_are_how_much_longer_a_vector_can_become()
    {
        foreach ((Func<Tensor, double> norm, double p) in ((Func<Tensor, double>, double)[])[(Norms.ColumnSum, 1), (Norms.Spectral, 2), (Norms.RowSum, double.PositiveInfinity)])
        {
            double most = 0;
            for (ulong seed = 0; seed < 300; seed++)
            {
                Tensor x = Random(3, 1, seed);
                most = Math.Max(most, Norms.Vector(s_matrix.MatMul(x), p) / Norms.Vector(x, p));
            }
            Assert.InRange(most, 0.7 * norm(s_matrix), norm(s_matrix) + 1e-12);
        }
        // Where it is reached: a unit vector for the columns, signs for the rows.
        Assert.Equal(Norms.ColumnSum(s_matrix), Norms.Vector(s_matrix.MatMul(Tensor.Wrap([0.0, 1, 0], [3, 1])), 1));
        Assert.Equal(Norms.RowSum(s_matrix), Norms.Vector(s_matrix.MatMul(Tensor.Wrap([1.0, -1, 1], [3, 1])), double.PositiveInfinity));
        Tensor identity = Tensor.Wrap([0, 1, 2]).OneHot(3, DType.Float64);
        Assert.Equal((1, 1, 1), (Norms.ColumnSum(identity), Norms.Spectral(identity), Norms.RowSum(identity)));
    }

    [Fact]
    public void What_has_no_norm_is_refused()
    {
        Assert.StartsWith("The order of a norm is from 1 to infinity, or 0 to count the elements other than zero.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Norms.Vector(s_matrix, 0.5)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Norms.Vector(s_matrix, double.NaN));
        Assert.All(s_norms, n => Assert.StartsWith(
            "This is for matrices [m, n], but the tensor has shape [3]. Reshape it.", Assert.Throws<ArgumentException>(() => n.Of(Tensor.Zeros([3]))).Message));
        Assert.All(s_norms, n => Assert.Equal(0, n.Of(Tensor.Zeros([0, 3]))));
    }

    private static Tensor Random(int m, int n, ulong seed) => RandomOps.Normal([m, n], 0, 1, new RandomStream(seed), DType.Float64);

    private static Tensor Orthogonal(int n, ulong seed) => new Orthogonal().Create([n, n], n, n, new RandomStream(seed), DType.Float64);
}
