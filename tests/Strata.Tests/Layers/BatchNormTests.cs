using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Layers;

public class BatchNormTests
{
    private static readonly Tensor s_x = Tensor.Wrap([.. Enumerable.Range(0, 12).Select(i => Math.Pow(i, 1.5) / 4)], [2, 3, 2]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_a_step_that_nobody_watches_memory_is_lent_until_the_way_back_and_the_values_made_again(bool rectified)
    {
        var last = new Squares();
        Layer[] between = rectified ? [new Relu()] : [];
        var model = new Sequential([new Conv2D(3, 2, bias: false), new BatchNorm(), .. between, last]);
        model.Build([2, 9, 8], new RandomStream(1));
        Tensor x = RandomOps.Normal([5, 2, 9, 8], 0, 1, new RandomStream(2));
        model.Forward(x, ForwardContext.Training(new RandomStream(3)));
        float[] values = last.Seen!.ToArray<float>();
        Assert.False(last.Seen.Storage.IsReleased); // whoever wrote this step may look

        using (new TensorScope())
        {
            model.Forward(x, ForwardContext.UnseenTraining(new RandomStream(3), null));
            Assert.True(last.Seen.Storage.IsReleased);
            Tensor.Full(last.Seen.Shape, double.NaN); // somebody else takes the memory
            Assert.Equal(values, last.Seen.ToArray<float>());
            Assert.False(last.Seen.Storage.IsReleased);
            model.Forward(x, ForwardContext.UnseenTraining(new RandomStream(3), null));
        }
        Assert.Throws<ObjectDisposedException>(() => last.Seen.ToArray<float>());
    }

    // From PyTorch 1.13 in float64: x = arange(12).reshape(2, 3, 2) ** 1.5 / 4; BatchNorm1d(3, momentum=0.1, eps=1e-3) with weight 1 2 .5 and bias 0 -1 1.
    [Fact]
    public void Outputs_and_running_averages_are_those_of_pytorch()
    {
        var layer = new BatchNorm(momentum: 0.9, epsilon: 1e-3);
        layer.Build([3, 2], dtype: DType.Float64);
        Tensor.Wrap([1.0, 2, 0.5]).CopyTo(layer.Gamma!.Value);
        Tensor.Wrap([0.0, -1, 1]).CopyTo(layer.Beta!.Value);
        Equal(
            [-1.046324394901, -0.924008779685, -3.196335037304, -2.747434721832, 0.442823329461, 0.571030219914,
             0.751340674229, 1.218992500357, 0.557382848709, 1.386386910427, 1.395112342305, 1.591034108321],
            layer.Forward(s_x, ForwardContext.Training(new RandomStream(0))));
        Equal([0.213857485213, 0.360324978409, 0.545537432394], layer.RunningMean!);
        Equal([1.456866346909, 1.827212132462, 2.181852131421], layer.RunningVariance!);
        Equal(
            [-0.177119182942, 0.029933638666, -0.487052399832, 0.388511859681, 1.492221290118, 1.76129507677,
             2.865923393516, 3.65755273666, 6.834442168132, 8.451385401212, 3.490834701358, 3.902024858791],
            layer.Forward(s_x));
        Equal([0.213857485213, 0.360324978409, 0.545537432394], layer.RunningMean!);
    }

    [Fact]
    public void A_single_value_a_channel_gives_beta_and_leaves_the_averages()
    {
        var layer = new BatchNorm();
        layer.Build([2]);
        Assert.Equal([0f, 0f], layer.Forward(Tensor.Wrap([5f, -7], [1, 2]), ForwardContext.Training(new RandomStream(0))).ToArray<float>());
        Assert.Equal([1f, 1f], layer.RunningVariance!.ToArray<float>());
    }

    [Fact]
    public void Averages_outlive_the_scope_of_the_step()
    {
        var layer = new BatchNorm();
        layer.Build([2]);
        using (new TensorScope())
        {
            layer.Forward(RandomOps.Normal([8, 2], 3, 1, new RandomStream(1)), ForwardContext.Training(new RandomStream(0)));
        }
        Assert.All(layer.RunningMean!.ToArray<float>(), m => Assert.InRange(m, 0.1f, 0.5f));
    }

    [Fact]
    public void Its_numbers_have_ranges()
    {
        Assert.StartsWith("The momentum of a running average is from 0 to below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(1)).Message);
        Assert.StartsWith("Epsilon must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(epsilon: 0)).Message);
    }

    [Fact]
    public void What_somebody_has_written_into_the_values_or_kept_is_not_made_again()
    {
        var last = new Squares();
        var model = new Sequential(new BatchNorm(), new WritesIntoItsInput(), last);
        model.Build([3], new RandomStream(1));
        Tensor x = RandomOps.Normal([5, 3], 0, 1, new RandomStream(2));
        using var scope = new TensorScope();
        model.Forward(x, ForwardContext.UnseenTraining(new RandomStream(3), null));
        Assert.Equal(7, last.Seen!.AsSpan<float>()[0]);

        Tensor kept;
        using (var inner = new TensorScope())
        {
            kept = inner.Keep(model.Children[0].Forward(x * 2, ForwardContext.UnseenTraining(new RandomStream(3), null)));
        }
        kept.Storage.LendEarly();
        Assert.False(kept.Storage.IsReleased);
    }

    private static void Equal(double[] expected, Tensor actual) => Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-10);

    private sealed class WritesIntoItsInput : Layer
    {
        protected override Tensor Call(Tensor x, ForwardContext context)
        {
            x.AsSpan<float>()[0] = 7;
            return x;
        }
    }

    private sealed class Squares : Layer
    {
        public Tensor? Seen { get; private set; }

        protected override Tensor Call(Tensor x, ForwardContext context) => (Seen = x).Square();
    }
}
