using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Elementwise;

public class BroadcastTests
{
    private static readonly (int[] Shape, int[] A, int[] B)[] _cases =
    [
        ([], [], []),
        ([1], [1], [0]),
        ([7], [1], [1]),
        ([7], [0], [1]),
        ([7], [1], [0]),
        ([70], [0], [0]),
        ([130], [2], [3]),
        ([4, 5], [5, 1], [0, 1]),
        ([4, 5], [5, 1], [1, 0]),
        ([4, 5], [0, 1], [1, 0]),
        ([4, 5], [1, 4], [5, 1]),
        ([3, 1, 9], [9, 9, 1], [9, 0, 1]),
        ([2, 3, 4, 5], [60, 20, 5, 1], [0, 1, 0, 0]),
        ([2, 3, 4, 5], [20, 0, 5, 1], [60, 20, 5, 1]),
        ([2, 3, 4, 5], [0, 0, 0, 1], [60, 20, 5, 1]),
        ([5, 4, 3], [1, 5, 20], [12, 3, 1]),
        ([2, 2, 2, 2, 2, 2], [32, 16, 8, 4, 2, 1], [1, 2, 4, 8, 16, 32]),
        ([50, 1000], [1000, 1], [0, 1]),
        ([50, 1000], [1, 0], [1000, 1]),
        ([1000, 50], [1, 1000], [50, 1]),
        ([3, 0, 2], [0, 2, 1], [0, 2, 1]),
    ];

    public static TheoryData<int[], int[], int[]> Cases => [.. _cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_element_reads_where_the_strides_say(int[] shape, int[] stridesA, int[] stridesB)
    {
        double[] a = Numbers.Random<double>(1, Reach(shape, stridesA)), b = Numbers.Random<double>(2, Reach(shape, stridesB));
        int count = shape.Aggregate(1, (product, size) => product * size);
        double[] expected = new double[count], y = new double[count];
        for (int place = 0; place < count; place++)
        {
            int atA = 0, atB = 0;
            for (int d = shape.Length - 1, rest = place; d >= 0; rest /= shape[d--])
            {
                atA += rest % shape[d] * stridesA[d];
                atB += rest % shape[d] * stridesB[d];
            }
            expected[place] = a[atA] - b[atB];
        }
        Broadcast.Zip(a, stridesA, b, stridesB, y, shape, new Subtract<double>());
        Assert.Equal(expected, y);
        CheckWidth<Bits128>();
        CheckWidth<Bits256>();
        CheckWidth<Bits512>();

        void CheckWidth<TRegisters>()
            where TRegisters : struct, IRegisters
        {
            double[] again = new double[count];
            Broadcast.Zip<double, Subtract<double>, TRegisters>(a, stridesA, b, stridesB, again, shape, new Subtract<double>());
            Assert.Equal(expected, again);
        }
    }

    [Fact]
    public void The_result_may_take_the_place_of_an_input_in_the_same_order()
    {
        float[] a = Numbers.Random<float>(1, 60), b = Numbers.Random<float>(2, 20), y = new float[60];
        Broadcast.Zip(a, [20, 1], b, [0, 1], y, [3, 20], new Multiply<float>());
        Broadcast.Zip(a, [20, 1], b, [0, 1], a, [3, 20], new Multiply<float>());
        Numbers.AssertSameBits<float>(y, a);
    }

    [Fact]
    public void A_span_that_the_strides_leave_is_refused()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => Broadcast.Zip(new float[6], [3, 1], new float[2], [0, 1], new float[6], [2, 3], new Add<float>()));
        Assert.Equal("b", fault.ParamName);
        Assert.Contains("The span holds 2 elements, the shape and strides reach 3.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_of_another_size_is_refused() => ElementwiseTests.Refused(
        "y", 5, 6, () => Broadcast.Zip(new float[6], [3, 1], new float[6], [3, 1], new float[5], [2, 3], new Add<float>()));

    [Fact]
    public void Strides_must_be_as_many_as_dimensions_and_not_negative()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => Broadcast.Zip(new float[6], [1], new float[6], [3, 1], new float[6], [2, 3], new Add<float>()));
        Assert.Contains("The shape has 2 dimensions, the inputs have 1 and 2 strides", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Broadcast.Zip(new float[6], [3, -1], new float[6], [3, 1], new float[6], [2, 3], new Add<float>()));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Broadcast.Zip(new float[6], [3, 1], new float[6], [3, 1], new float[6], [-2, 3], new Add<float>()));
    }

    [Fact]
    public void More_than_sixteen_dimensions_are_refused()
    {
        int[] ones = [.. Enumerable.Repeat(1, 17)], most = [.. Enumerable.Repeat(1, 16)];
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => Broadcast.Zip(new float[1], ones, new float[1], ones, new float[1], ones, new Add<float>()));
        Assert.Contains("at most 16", fault.Message, StringComparison.Ordinal);
        Broadcast.Zip(new float[1], most, new float[1], most, new float[1], most, new Add<float>());
    }

    private static int Reach(int[] shape, int[] strides) =>
        shape.Contains(0) ? 0 : 1 + shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum();
}
