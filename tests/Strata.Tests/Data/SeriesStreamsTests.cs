using Strata.Data;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class SeriesStreamsTests
{
    private static readonly Dataset s_series = new(Tensor.Wrap([.. Enumerable.Range(0, 14).Select(i => (float)i)], [7, 2]), Tensor.Wrap([0, 1, 2, 3, 4, 5, 6]));

    [Fact]
    public void Each_stream_is_a_part_of_the_series_in_order()
    {
        Dataset streams = s_series.Streams(3);
        Assert.Equal((Shape.Create([3, 2, 2]), Shape.Create([3, 2])), (streams.Inputs.Shape, streams.Targets.Shape));
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], streams.Inputs.ToArray<float>());
        Assert.Equal([0, 1, 2, 3, 4, 5], streams.Targets.ToArray<int>());
    }

    [Fact]
    public void There_is_at_least_a_step_in_a_stream()
    {
        Assert.Equal(1, s_series.Streams(7).InputShape[0]);
        Assert.StartsWith(
            "A series of 7 steps is cut into 1 to 7 streams.", Assert.Throws<ArgumentOutOfRangeException>(() => s_series.Streams(8)).Message);
    }
}
