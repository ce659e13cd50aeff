using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Models.Energy;

public sealed class DeepBeliefNetworkTests
{
    [Fact]
    public void Each_machine_learns_from_the_means_of_the_one_below()
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        DeepBeliefNetwork network = Network();
        var epochs = new List<(int, int)>();
        network.Fit(data, i => new ContrastiveDivergence(1, 0.1, 2 + i, 5), (machine, result) => epochs.Add((machine, result.Epoch)));
        Assert.Equal([(0, 1), (0, 2), (1, 1), (1, 2), (1, 3)], epochs);
        RestrictedBoltzmannMachine first = Machine(9, 6), second = Machine(6, 4);
        first.Fit(data, new ContrastiveDivergence(1, 0.1, 2, 5));
        second.Fit(first.Encode(data), new ContrastiveDivergence(1, 0.1, 3, 5));
        Assert.Equal(second.Encode(first.Encode(data)).ToArray<double>(), network.Encode(data).ToArray<double>());
        Assert.Equal([14, 9], network.Decode(network.Encode(data)).Shape);
        Assert.Equal([3, 9], network.Sample(3, 5).Shape);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    public void A_training_that_was_killed_goes_on_in_the_machine_where_it_was(int machine, int epoch)
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        DeepBeliefNetwork whole = Network(), resumed = Network();
        whole.Fit(data, Estimator);
        try
        {
            Assert.Throws<TimeoutException>(() => Network().Fit(data, Estimator, Kill, new Checkpointing(file, TimeSpan.Zero)));
            var told = new List<(int, int)>();
            resumed.Fit(data, Estimator, (number, result) => told.Add((number, result.Epoch)), new Checkpointing(file, resume: true));
            Assert.Equal((machine, epoch), told[0]);
            Assert.Equal(whole.Encode(data).ToArray<double>(), resumed.Encode(data).ToArray<double>());
            Assert.Equal(whole.Sample(3, 5).ToArray<double>(), resumed.Sample(3, 5).ToArray<double>());
        }
        finally
        {
            File.Delete(file);
        }

        static Estimator Estimator(int number) => new PersistentContrastiveDivergence(1, 0.1, 3, 5);

        void Kill(int number, EpochResult result)
        {
            if ((number, result.Epoch) == (machine, epoch))
            {
                throw new TimeoutException();
            }
        }
    }

    [Fact]
    public void The_classifier_begins_with_the_machines_features()
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        DeepBeliefNetwork network = Network();
        network.Fit(data, _ => new ContrastiveDivergence(1, 0.1, 5, 5));
        Sequential classifier = network.ToClassifier(3, new RandomStream(1));
        Tensor features = data;
        foreach (Layer layer in classifier.Children.SkipLast(1))
        {
            features = layer.Forward(features);
        }
        Assert.Equal(network.Encode(data).ToArray<double>(), features.Detach().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([3], classifier.OutputShape);
        Assert.Equal("Flatten Dense Sigmoid Dense Sigmoid Dense", string.Join(" ", classifier.Children.Select(c => c.GetType().Name)));
    }

    [Fact]
    public void Gaussian_inputs_and_rectifiers_are_carried_over()
    {
        var network = new DeepBeliefNetwork(
            new RestrictedBoltzmannMachine(4, 3, new GaussianUnits(0.5), new RectifiedUnits()), new RestrictedBoltzmannMachine(3, 2, new RectifiedUnits(), new GaussianUnits()));
        network.Build([4], new RandomStream(1), DType.Float64);
        Tensor x = RandomOps.Normal([6, 4], 0, 1, new RandomStream(2), DType.Float64), features = x;
        Sequential classifier = network.ToClassifier(2);
        Assert.Equal("Flatten Dense Relu Dense Dense", string.Join(" ", classifier.Children.Select(c => c.GetType().Name)));
        foreach (Layer layer in classifier.Children.SkipLast(1))
        {
            features = layer.Forward(features);
        }
        Assert.Equal(network.Encode(x).ToArray<double>(), features.Detach().ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Machines_must_fit_on_each_other()
    {
        Assert.Contains("Machine 1 has 5 visible units, but the one below has 6", Assert.Throws<ArgumentException>(() => new DeepBeliefNetwork(Machine(9, 6), Machine(5, 4))).Message);
        Assert.Contains("one of them is Dense", Assert.Throws<ArgumentException>(() => new DeepBeliefNetwork(new Dense(3))).Message);
        Assert.Contains("at least one machine", Assert.Throws<ArgumentException>(() => new DeepBeliefNetwork()).Message);
        var softmax = new DeepBeliefNetwork(new RestrictedBoltzmannMachine(4, 4, hiddenUnits: new SoftmaxUnits(2)));
        softmax.Build([4]);
        Assert.Contains("put the machines themselves into a Sequential", Assert.Throws<NotSupportedException>(() => softmax.ToClassifier(2)).Message);
    }

    [Fact]
    public void The_lower_bound_is_below_the_likelihood_and_is_it_where_there_is_one_machine()
    {
        Tensor data = EnergyCases.BarsAndStripes(2);
        var one = new DeepBeliefNetwork(Machine(4, 3));
        one.Build([4], new RandomStream(1), DType.Float64);
        EnergyCases.Randomize(one.Machines[0], 2, 0.8);
        double logZ = Enumeration.LogPartition(one.Machines[0]);
        Assert.Equal(Enumeration.LogLikelihood(one.Machines[0], data), one.LowerBound(data, logZ).Mean().ToScalar(), 1e-10);

        var two = new DeepBeliefNetwork(Machine(4, 3), Machine(3, 2));
        two.Build([4], new RandomStream(1), DType.Float64);
        EnergyCases.Randomize(two.Machines[0], 2, 0.8);
        EnergyCases.Randomize(two.Machines[1], 3, 0.8);
        logZ = Enumeration.LogPartition(two.Machines[1]);
        // P(v) = Σ_h P(v | h) P(h) over the eight states of the units between.
        Tensor h = Enumeration.States(new BernoulliUnits(), 3), toV = two.Machines[0].VisibleInput(h);
        double[] exact = [.. Enumerable.Range(0, data.Shape[0]).Select(i =>
            Math.Log((BeliefLayer.LogProbabilityOf(data.Slice(0, i, 1), toV) - two.Machines[1].FreeEnergy(h) - logZ).Detach().Exp().Sum().ToScalar()))];
        double[] bound = two.LowerBound(data, logZ, draws: 5000).ToArray<double>();
        Assert.All(exact.Zip(bound), pair => Assert.InRange(pair.Second, pair.First - 2, pair.First + 0.02));
        var rectified = new DeepBeliefNetwork(new RestrictedBoltzmannMachine(4, 3, hiddenUnits: new RectifiedUnits()));
        Assert.Contains("BernoulliUnits and RectifiedUnits", Assert.Throws<NotSupportedException>(() => rectified.LowerBound(data, 0)).Message);
    }

    private static DeepBeliefNetwork Network() => new(Machine(9, 6), Machine(6, 4));

    private static RestrictedBoltzmannMachine Machine(int visible, int hidden) => new(visible, hidden, seed: 3, weightInitializer: new Gaussian(0, 0.3));
}
