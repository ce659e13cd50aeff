using Strata.Tensors;

namespace Strata.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void Shapes_are_written_compared_spread_and_printed_as_lists()
    {
        Shape shape = [2, 3, 4], scalar = [], spread = [.. shape, 5], onlyTwo = [.. scalar, 7, 8];
        Assert.Equal("[2, 3, 4]", shape.ToString());
        Assert.Equal(24, shape.ElementCount);
        Assert.Equal([2, 3, 4, 5], spread.Lengths.ToArray());
        Assert.Equal([7, 8], onlyTwo.Lengths.ToArray());
        Assert.True(shape == Shape.Create(2, 3, 4) && shape != spread && scalar == default);
        Assert.Equal(shape.GetHashCode(), Shape.Create(2, 3, 4).GetHashCode());
        Assert.Equal(1, default(Shape).ElementCount);
    }

    [Fact]
    public void Axes_count_from_either_end()
    {
        Shape shape = [2, 3, 4];
        Assert.Equal((4, 4, 2), (shape[^1], shape[2], shape.Axis(-1)));
        Assert.Equal([3, 4], shape[1..].Lengths.ToArray());
        Assert.Equal("[2, 9, 4]", shape.With(-2, 9).ToString());
        Assert.Equal("[2, 4]", shape.Remove(1).ToString());
        Assert.Equal("[1, 2, 3, 4]", shape.Insert(0, 1).ToString());
        Assert.Contains("Shape [2, 3, 4] has no axis 3.", Assert.Throws<ArgumentOutOfRangeException>(() => shape.Axis(3)).Message);
    }

    [Fact]
    public void Shapes_that_come_in_turn_are_made_once_however_many_others_have_been()
    {
        for (int i = 0; i < 3000; i++)
        {
            _ = Shape.Create(i, 3);
        }
        long allocated = 0;
        for (int i = 0; i < 120; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Both();
                long before = GC.GetAllocatedBytesForCurrentThread();
                Both();
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;

                void Both() => _ = Shape.Create(i, 3) == Shape.Create(j, 3);
            }
        }
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("3 1", "4", "[3, 4]")]
    [InlineData("", "2 5", "[2, 5]")]
    [InlineData("0 1", "1 3", "[0, 3]")]
    public void Axes_of_length_one_stretch(string a, string b, string expected)
        => Assert.Equal(expected, Shape.Broadcast(Parse(a), Parse(b)).ToString());

    [Fact]
    public void Other_axes_must_agree()
    {
        var e = Assert.Throws<ArgumentException>(() => Shape.Broadcast([2, 3], [2, 4]));
        Assert.Contains("Shapes [2, 3] and [2, 4] do not broadcast: axis -1 is 3 in one and 4 in the other", e.Message);
    }

    [Fact]
    public void Negative_and_enormous_shapes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Shape.Create(2, -1));
        Assert.Contains("more than", Assert.Throws<ArgumentException>(() => Shape.Create(1 << 20, 1 << 20)).Message);
    }

    [Theory]
    [InlineData(0, 100_000, 100_000)]
    [InlineData(100_000, 100_000, 0)]
    public void An_axis_of_length_zero_leaves_nothing_however_long_the_others(int a, int b, int c) => Assert.Equal(0, Shape.Create(a, b, c).ElementCount);

    private static Shape Parse(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
