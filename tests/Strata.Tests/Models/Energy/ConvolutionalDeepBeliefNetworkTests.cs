using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Models.Energy;

public sealed class ConvolutionalDeepBeliefNetworkTests
{
    private static readonly Tensor s_data = RandomOps.Bernoulli([20, 1, 8, 8], 0.3, new RandomStream(1), DType.Float64);

    [Fact]
    public void Each_machine_learns_from_the_pooled_probabilities_of_the_one_below()
    {
        ConvolutionalDeepBeliefNetwork network = Network();
        var epochs = new List<(int, int)>();
        network.Fit(s_data, i => new ContrastiveDivergence(1, 0.1, 1 + i, 5), (machine, result) => epochs.Add((machine, result.Epoch)));
        Assert.Equal([(0, 1), (1, 1), (1, 2)], epochs);
        ConvolutionalRbm first = Machine(3, 3), second = Machine(2, 2);
        first.Fit(s_data, new ContrastiveDivergence(1, 0.1, 1, 5));
        Tensor codes = first.Encode(s_data);
        second.Fit(codes, new ContrastiveDivergence(1, 0.1, 2, 5));
        Tensor top = second.Encode(codes);
        Assert.Equal(top.ToArray<double>(), network.Encode(s_data).ToArray<double>());
        Assert.Equal(ConcatenateOp.Concatenate([codes.Flatten(), top.Flatten()], axis: 1).ToArray<double>(), network.Features(s_data).ToArray<double>());
        Assert.Equal([20, (3 * 9) + 2], network.Features(s_data).Shape);
        Assert.Equal(s_data.Shape, network.Decode(top).Shape);
        Assert.Equal([3, 1, 8, 8], network.Sample(3, 5).Shape);
    }

    [Fact]
    public void The_classifier_begins_with_the_machines_features_and_learns()
    {
        var network = new ConvolutionalDeepBeliefNetwork(
            new ConvolutionalRbm(3, 3, 2, new GaussianUnits(0.5), weightInitializer: new Gaussian(0, 0.3)), Machine(2, 2));
        network.Build([1, 8, 8], new RandomStream(1), DType.Float64);
        Sequential classifier = network.ToClassifier(3, new RandomStream(1));
        Assert.Equal("Conv2D ProbabilisticMaxPool2D Conv2D ProbabilisticMaxPool2D Flatten Dense", string.Join(" ", classifier.Children.Select(c => c.GetType().Name)));
        Tensor features = classifier.Children.SkipLast(2).Aggregate(s_data, (x, layer) => layer.Forward(x));
        Assert.Equal(network.Encode(s_data).ToArray<double>(), features.Detach().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        double[] weights = network.Machines[0].Weight!.Value.ToArray<double>();
        var trainer = new Trainer(classifier, new Strata.Optimizers.Sgd(0.5), new Strata.Losses.SoftmaxCrossEntropy());
        Tensor labels = Tensor.Wrap([.. Enumerable.Range(0, 20).Select(i => i % 3)]);
        trainer.Fit(new Strata.Data.Dataset(s_data, labels), epochs: 30, batchSize: 20);
        Assert.True(trainer.History.Last.Metrics["loss"] < trainer.History.Epochs[0].Metrics["loss"]);
        Assert.Equal(weights, network.Machines[0].Weight!.Value.ToArray<double>());
        Assert.NotEqual(weights, ((Conv2D)classifier.Children[0]).Weight!.Value.ToArray<double>());
    }

    [Fact]
    public void Filters_are_drawn_as_sums_of_those_below()
    {
        ConvolutionalDeepBeliefNetwork network = Network();
        network.Build([1, 8, 8], new RandomStream(1), DType.Float64);
        double[] below = network.Machines[0].Weight!.Value.ToArray<double>(), above = network.Machines[1].Weight!.Value.ToArray<double>(), expected = new double[2 * 36];
        for (int i = 0; i < 2 * 3 * 4 * 4; i++) // filter, map, row and column of an unpooled map
        {
            (int column, int row, int map, int filter) = (i % 4, i / 4 % 4, i / 16 % 3, i / 48);
            double weight = above[(((filter * 3) + map) * 4) + (row / 2 * 2) + (column / 2)] / 4;
            for (int tap = 0; tap < 9; tap++)
            {
                expected[(filter * 36) + ((row + (tap / 3)) * 6) + column + (tap % 3)] += weight * below[(map * 9) + tap];
            }
        }
        Assert.Equal([2, 1, 6, 6], network.Filters(1).Shape);
        Assert.Equal(expected, network.Filters(1).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(below, network.Filters(0).ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Filters(2));
    }

    [Fact]
    public void Other_machines_are_refused()
    {
        Assert.Contains("one of them is RestrictedBoltzmannMachine", Assert.Throws<ArgumentException>(() => new ConvolutionalDeepBeliefNetwork(new RestrictedBoltzmannMachine(4, 3))).Message);
        Assert.Contains("at least one machine", Assert.Throws<ArgumentException>(() => new ConvolutionalDeepBeliefNetwork()).Message);
        Assert.Contains("Call Fit(data, estimator)", Assert.Throws<InvalidOperationException>(() => Network().ToClassifier(2)).Message);
        Assert.Contains("at least one sample", Assert.Throws<ArgumentException>(() => Network().Features(Tensor.Zeros([0, 1, 8, 8]))).Message);
    }

    private static ConvolutionalDeepBeliefNetwork Network() => new(Machine(3, 3), Machine(2, 2));

    private static ConvolutionalRbm Machine(int filters, int kernel) => new(filters, kernel, 2, seed: 3, weightInitializer: new Gaussian(0, 0.3));
}
