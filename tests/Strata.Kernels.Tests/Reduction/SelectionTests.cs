using Strata.Kernels.Reduction;

namespace Strata.Kernels.Tests.Reduction;

public class SelectionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(100, 10)]
    [InlineData(100, 100)]
    [InlineData(257, 0)]
    public void The_mask_has_the_elements_that_sorting_would_bring_to_the_front(int width, int count)
    {
        var random = new System.Random(width);
        foreach (int values in (int[])[3, 1_000_000]) // with many equal ones, and with few
        {
            const int rows = 5;
            double[] x = [.. Enumerable.Range(0, rows * width).Select(_ => random.Next(-values, values) / 7.0)];
            bool[] mask = new bool[x.Length], single = new bool[x.Length];
            Selection.Largest<double>(x, mask, rows, width, count);
            Selection.Largest<float>(Array.ConvertAll(x, v => (float)v), single, rows, width, count);
            for (int i = 0; i < rows; i++)
            {
                int[] expected = [.. Enumerable.Range(0, width).OrderByDescending(j => x[(i * width) + j]).Take(count).Order()]; // a stable order: of equal ones the first
                Assert.Equal(expected, Enumerable.Range(0, width).Where(j => mask[(i * width) + j]));
                Assert.Equal(expected, Enumerable.Range(0, width).Where(j => single[(i * width) + j]));
            }
        }
    }

    [Fact]
    public void Values_that_are_no_numbers_are_no_trouble()
    {
        double[] x = [1, double.NaN, 3, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        bool[] mask = new bool[6];
        for (int count = 0; count <= 6; count++)
        {
            Selection.Largest<double>(x, mask, 1, 6, count);
            Assert.InRange(mask.Count(m => m), 0, count);
        }
    }

    [Fact]
    public void Counts_and_spans_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Largest<float>(new float[4], new bool[4], 2, 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Largest<float>(new float[4], new bool[4], 2, 2, -1));
        Assert.Throws<ArgumentException>(() => Selection.Largest<float>(new float[4], new bool[3], 2, 2, 1));
        Assert.Throws<ArgumentException>(() => Selection.Largest<float>(new float[3], new bool[4], 2, 2, 1));
    }
}
