using Strata.Kernels.Elementwise;

namespace Strata.Kernels.Tests.Elementwise;

public class CompareTests
{
    private static readonly float[] _left = [1, 2, 3, -0f, float.NaN, 1, float.PositiveInfinity];
    private static readonly float[] _right = [2, 2, 2, 0, 1, float.NaN, float.PositiveInfinity];

    [Fact]
    public void Comparisons_are_those_of_the_language_and_false_for_NaN()
    {
        bool[] y = new bool[7];
        Compare.Greater<float>(_left, _right, y);
        Assert.Equal([false, false, true, false, false, false, false], y);
        Compare.Less<float>(_left, _right, y);
        Assert.Equal([true, false, false, false, false, false, false], y);
        Compare.Equal<float>(_left, _right, y);
        Assert.Equal([false, true, false, true, false, false, true], y);
    }

    [Fact]
    public void Whole_numbers_are_compared_as_such()
    {
        bool[] y = new bool[3];
        Compare.Greater<long>([long.MaxValue, 0, -1], [long.MaxValue - 1, 0, 1], y);
        Assert.Equal([true, false, false], y);
    }

    [Fact]
    public void Select_takes_from_one_or_the_other_also_in_place()
    {
        int[] a = [1, 2, 3], b = [4, 5, 6];
        Compare.Select<int>([true, false, true], a, b, b);
        Assert.Equal([1, 5, 3], b);
        Compare.Select<int>([], [], [], []);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        bool[] two = new bool[2];
        ElementwiseTests.Refused("b", 2, 3, () => Compare.Greater<int>([1, 2, 3], [1, 2], two));
        ElementwiseTests.Refused("y", 2, 3, () => Compare.Equal<int>([1, 2, 3], [1, 2, 3], two));
        ElementwiseTests.Refused("mask", 2, 3, () => Compare.Select<int>([true, false], [1, 2, 3], [1, 2, 3], new int[3]));
        ElementwiseTests.Refused("b", 2, 3, () => Compare.Select<int>([true, false, true], [1, 2, 3], [1, 2], new int[3]));
    }
}
