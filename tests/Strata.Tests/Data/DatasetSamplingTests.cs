using Strata.Data;
using Strata.Tensors;

namespace Strata.Tests.Data;

public class DatasetSamplingTests
{
    private static readonly Dataset s_data = new(Tensor.Wrap([0f, 10, 20, 30, 40], [5, 1]), Tensor.Wrap([0, 1, 2, 3, 4]));

    [Fact]
    public void A_mini_batch_holds_inputs_beside_their_targets()
    {
        (Tensor inputs, Tensor targets) = s_data.Sample(64, new RandomStream(1));
        Assert.Equal([64, 1], inputs.Shape.Lengths.ToArray());
        Assert.Equal(targets.ToArray<int>().Select(t => 10f * t), inputs.ToArray<float>());
    }

    [Fact]
    public void Every_sample_comes_equally_often()
    {
        int[] drawn = s_data.Sample(10_000, new RandomStream(1)).Targets.ToArray<int>();
        // 2,000 of each are expected, with a standard deviation of 40.
        Assert.All(Enumerable.Range(0, 5), sample => Assert.InRange(drawn.Count(d => d == sample), 1_840, 2_160));
    }

    [Fact]
    public void The_stream_moves_on_and_a_seed_gives_the_same_again()
    {
        var random = new RandomStream(7);
        int[] first = s_data.Sample(20, random).Targets.ToArray<int>(), second = s_data.Sample(20, random).Targets.ToArray<int>();
        Assert.NotEqual(first, second);
        Assert.Equal(first, s_data.Sample(20, new RandomStream(7)).Targets.ToArray<int>());
    }

    [Fact]
    public void A_mini_batch_of_nothing_is_refused()
        => Assert.StartsWith("count ('0') must be greater than or equal to '1'.",
            Assert.Throws<ArgumentOutOfRangeException>(() => s_data.Sample(0, new RandomStream(1))).Message);
}
