using Strata.Kernels.Layout;

namespace Strata.Kernels.Tests.Layout;

public sealed class LayoutTests
{
    private static readonly (int[] Shape, int[] Strides, int Offset)[] s_boxes =
    [
        ([], [], 0), ([5], [1], 2), ([7], [3], 0), ([4, 3], [1, 4], 0), ([4, 3], [10, 1], 5), ([2, 3, 4], [1, 2, 6], 0), ([3, 0], [1, 1], 0),
        ([2, 2, 2, 3], [1, 40, 4, 10], 1), ([300, 200], [1, 300], 0), ([50, 1000], [1200, 1], 100),
    ];

    public static TheoryData<int[], int[], int> Boxes => [.. s_boxes];

    [Theory]
    [MemberData(nameof(Boxes))]
    public void A_box_is_taken_and_put_where_the_strides_say(int[] shape, int[] strides, int offset)
    {
        int count = shape.Aggregate(1, (a, b) => a * b), reach = offset + 1 + shape.Zip(strides, (n, s) => Math.Max(0, n - 1) * s).Sum();
        int[] x = [.. Enumerable.Range(1000, reach)], y = new int[count], places = new int[count];
        for (int i = 0; i < count; i++)
        {
            places[i] = offset;
            for (int d = shape.Length - 1, rest = i; d >= 0; rest /= shape[d--])
            {
                places[i] += rest % shape[d] * strides[d];
            }
        }
        StridedCopy.Gather<int>(x, offset, strides, y, shape);
        Assert.Equal(places.Select(p => x[p]), y);
        byte[] small = new byte[reach];
        StridedCopy.Scatter<byte>([.. Enumerable.Range(0, count).Select(i => (byte)(1 + (i % 200)))], small, offset, strides, shape);
        Assert.Equal(count, small.Count(v => v != 0));
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(1 + (i % 200), small[places[i]]));
    }

    [Fact]
    public void A_box_that_reaches_outside_is_refused()
        => Assert.Contains("holds 11 elements, the box reaches 12", Assert.Throws<ArgumentException>(
            () => StridedCopy.Gather<int>(new int[11], 0, [4, 1], new int[12], [3, 4])).Message);

    [Fact]
    public void Rows_are_taken_by_number_and_added_back()
    {
        double[] x = [1, 2, 3, 4, 5, 6], y = new double[8];
        Rows.Gather<double>(x, [2, 0, 2, 1], y, 3, 2);
        Assert.Equal([5, 6, 1, 2, 5, 6, 3, 4], y);
        double[] sum = new double[6];
        Rows.ScatterAdd<double>(y, [2, 0, 2, 1], sum, 3, 2);
        Assert.Equal([1, 2, 3, 4, 10, 12], sum);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_row_that_is_not_there_is_named(int index)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Gather<double>(new double[6], [0, index], new double[4], 3, 2));
        Assert.Contains($"Index 1 asks for row {index}, but there are 3 rows, from 0.", e.Message);
    }
}
