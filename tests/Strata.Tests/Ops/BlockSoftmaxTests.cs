using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Ops;

public sealed class BlockSoftmaxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_block_is_a_softmax_with_one_more_logit_of_zero(int size)
    {
        Tensor x = RandomOps.Normal([2, 3, 6, 12], 0, 2, new RandomStream(1), DType.Float64);
        Tensor blocks = x.Reshape([6, 6 / size, size, 12 / size, size]).Transpose(0, 1, 3, 2, 4).Reshape([6 * 72 / (size * size), size * size]);
        Tensor logits = ConcatenateOp.Concatenate([blocks, Tensor.Zeros([blocks.Shape[0], 1], DType.Float64)], axis: 1);
        Tensor p = logits.Softmax().Slice(1, 0, size * size).Reshape([6, 6 / size, 12 / size, size, size]).Transpose(0, 1, 3, 2, 4).Reshape(x.Shape);
        Close(p, x.BlockSoftmax(size));
        Close(1 - logits.Softmax().Slice(1, size * size, 1).Reshape([2, 3, 6 / size, 12 / size]), x.ProbabilisticMaxPool2D(size));
        Close(logits.LogSumExp().Reshape([2, 3, 6 / size, 12 / size]), x.BlockLogSumExp(size));

        static void Close(Tensor expected, Tensor got)
        {
            Assert.Equal(expected.Shape, got.Shape);
            Assert.Equal(expected.ToArray<double>(), got.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-13);
        }
    }

    [Fact]
    public void Draws_are_one_of_a_block_or_none_as_often_as_they_are_probable()
    {
        const int draws = 40_000;
        Tensor x = RandomOps.Normal([1, 2, 4, 2], -0.5, 1, new RandomStream(1), DType.Float64), p = x.BlockSoftmax(2);
        Tensor y = RandomOps.OneOfBlock(p.BroadcastTo([draws, 2, 4, 2]), 2, new RandomStream(2));
        Assert.All(y.ToArray<double>(), v => Assert.True(v is 0 or 1));
        Assert.Equal(1, y.AvgPool2D((2, 2)).Max().ToScalar() * 4);
        double[] mean = y.Mean([0]).ToArray<double>(), probability = p.ToArray<double>();
        Assert.All(Enumerable.Range(0, mean.Length), i => Assert.Equal(probability[i], mean[i], 4.5 * Math.Sqrt(probability[i] * (1 - probability[i]) / draws)));
    }

    [Fact]
    public void Maps_that_are_not_of_whole_blocks_are_refused()
    {
        Tensor x = Tensor.Zeros([1, 2, 3, 4]);
        Assert.Contains("of whole blocks, but got [1, 2, 3, 4]", Assert.Throws<ArgumentException>(() => x.BlockSoftmax(2)).Message);
        Assert.Throws<ArgumentException>(() => x.BlockLogSumExp(2));
        Assert.Throws<ArgumentException>(() => RandomOps.OneOfBlock(x, 2, new RandomStream(1)));
        Assert.Throws<ArgumentException>(() => Tensor.Zeros([4, 4]).ProbabilisticMaxPool2D(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.BlockSoftmax(0));
    }
}
