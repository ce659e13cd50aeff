using Strata.Data;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Data;

public sealed class SeriesWindowsTests
{
    [Fact]
    public void Each_place_has_the_steps_before_it_oldest_first()
    {
        Tensor sequences = Tensor.Wrap([.. Enumerable.Range(0, 16).Select(i => (float)i)], [2, 4, 2]);
        Dataset pairs = SeriesWindows.Windows(sequences, 2);
        Assert.Equal([4, 4], pairs.Inputs.Shape);
        Assert.Equal([0, 1, 2, 3, 2, 3, 4, 5, 8, 9, 10, 11, 10, 11, 12, 13], pairs.Inputs.ToArray<float>());
        Assert.Equal([4, 5, 6, 7, 12, 13, 14, 15], pairs.Targets.ToArray<float>());
        Assert.Equal([2, 1, 2], SeriesWindows.Windows(sequences.Reshape([2, 4, 1, 2]), 3).Targets.Shape);
    }

    [Fact]
    public void Sequences_that_are_too_short_are_refused()
    {
        Assert.Contains("at least 4 steps, but got [2, 3, 1]", Assert.Throws<ArgumentException>(() => SeriesWindows.Windows(Tensor.Zeros([2, 3, 1]), 3)).Message);
        Assert.Throws<ArgumentException>(() => SeriesWindows.Windows(Tensor.Zeros([2, 3]), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesWindows.Windows(Tensor.Zeros([2, 3, 1]), 0));
    }
}
