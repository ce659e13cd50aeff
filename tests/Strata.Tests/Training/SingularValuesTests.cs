using Strata.Training;

namespace Strata.Tests.Training;

public class SingularValuesTests
{
    private static void Equal(double[] expected, double[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12 * expected[0]);

    // [[3, 0], [4, 5]]: the singular values are √45 and √5 (Strang).
    [Fact]
    public void Of_a_two_by_two_matrix_they_are_those_by_hand() => Equal([Math.Sqrt(45), Math.Sqrt(5)], SingularValues.Of([[3, 0], [4, 5]]));

    // numpy.linalg.svd of sin(1 … 12) as three rows of four.
    [Fact]
    public void Of_a_wide_matrix_they_are_those_of_numpy()
    {
        double[][] rows = [.. Enumerable.Range(1, 12).Select(i => Math.Sin(i)).Chunk(4)];
        Equal([2.1199441613272825, 1.3398351748885782, 1.2913690488358354e-16], SingularValues.Of(rows));
    }

    [Fact]
    public void Their_squares_add_up_and_dependent_rows_give_a_zero()
    {
        double[] values = SingularValues.Of([[1, 2, 3], [2, 4, 6], [0, 0, 1]]);
        Assert.Equal(14 + 56 + 1, values.Sum(v => v * v), 1e-10);
        Assert.InRange(values[2], 0, 1e-14);
        Assert.True(values[1] > 0.1);
        Equal([2, 0, 0], SingularValues.Of([[0, 0], [0, 2], [0, 0]]));
    }

    [Fact]
    public void Squares_do_not_overflow_or_vanish()
    {
        Assert.Equal([4e300, 3e300], SingularValues.Of([[0, 3e300], [4e300, 0]]));
        Assert.Equal([4e-300, 3e-300], SingularValues.Of([[0, 3e-300], [4e-300, 0]]));
    }

    [Fact]
    public void Small_ones_are_exact_beside_large_ones() => Assert.Equal(1e-12, SingularValues.Of([[1e6, 1e6], [1e-12, -1e-12]])[1] / Math.Sqrt(2), 1e-24);
}
