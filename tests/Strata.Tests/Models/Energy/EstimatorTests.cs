using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Models.Energy;

public sealed class EstimatorTests
{
    private static readonly Dictionary<string, Func<Estimator>> s_estimators = new()
    {
        ["CD-1"] = () => new ContrastiveDivergence(1, 0.2, 3000, 14) { MonitoredSamples = 0 },
        ["CD-5 with means"] = () => new ContrastiveDivergence(5, 0.2, 3000, 14, sampleVisible: false) { MonitoredSamples = 0 },
        ["CD-1 with momentum and decay"] = () => new ContrastiveDivergence(1, 0.1, 3000, 14) { Momentum = 0.5, WeightDecay = 1e-4, MonitoredSamples = 0 },
        ["CD-1 centred"] = () => new ContrastiveDivergence(1, 0.2, 3000, 14) { IsCentred = true, MonitoredSamples = 0 },
        ["PCD"] = () => new PersistentContrastiveDivergence(1, 0.1, 3000, 14, particles: 50) { MonitoredSamples = 0 },
        ["PCD centred"] = () => new PersistentContrastiveDivergence(1, 0.1, 3000, 14, particles: 50) { IsCentred = true, MonitoredSamples = 0 },
        ["fast PCD"] = () => new FastPersistentContrastiveDivergence(1, 0.1, 0.05, epochs: 3000, batchSize: 14, particles: 50) { MonitoredSamples = 0 },
        ["parallel tempering"] = () => new ParallelTempering(5, 1, 0.1, 3000, 14, particles: 20) { MonitoredSamples = 0 },
    };

    public static TheoryData<string> Estimators => [.. s_estimators.Keys];

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Every_estimator_learns_bars_and_stripes(string name)
    {
        Tensor data = EnergyCases.BarsAndStripes(3); // 14 pictures: ln P is at most -ln 14 = -2.64, and that of coin flips -6.24
        RestrictedBoltzmannMachine machine = Machine(), again = Machine();
        machine.Fit(data, s_estimators[name]());
        double reached = Enumeration.LogLikelihood(machine, data);
        Assert.True(reached > -4, $"{name} reached {reached}.");
        again.Fit(data, s_estimators[name]());
        Assert.Equal(machine.Weight!.Value.ToArray<double>(), again.Weight!.Value.ToArray<double>());

        static RestrictedBoltzmannMachine Machine() => new(9, 8, seed: 1, weightInitializer: new Gaussian(0, 0.3));
    }

    [Fact]
    public void A_step_of_CD_k_is_algorithm_1()
    {
        const int k = 2, batch = 6, seed = 5;
        const double rate = 0.3;
        Tensor data = RandomOps.Bernoulli([batch, 4], 0.4, new RandomStream(1), DType.Float64);
        var machine = new RestrictedBoltzmannMachine(4, 3, seed: seed);
        machine.Build([4], dtype: DType.Float64);
        EnergyCases.Randomize(machine, 2, 1);
        Tensor w = machine.Weight!.Value.Clone(), b = machine.VisibleBias!.Clone(), c = machine.HiddenBias!.Value.Clone();
        machine.Fit(data, new ContrastiveDivergence(k, rate, 1, batch));

        // the batch in the order of the epoch, and the chain's draws from its stream
        var seeds = new RandomStream(seed);
        Tensor x0 = data.Gather(RandomOps.Permutation(batch, seeds.Split(2).Split(1))), x = x0;
        RandomStream random = seeds.Split(1);
        for (int t = 0; t < k; t++)
        {
            Tensor h = RandomOps.Bernoulli(P(x), random);
            x = RandomOps.Bernoulli((h.MatMul(w) + b).Sigmoid(), random);
        }
        Equal(w + (rate / batch * (P(x0).MatMul(x0, transposeA: true) - P(x).MatMul(x, transposeA: true))), machine.Weight.Value);
        Equal(b + (rate / batch * (x0 - x).Sum([0])), machine.VisibleBias);
        Equal(c + (rate / batch * (P(x0) - P(x)).Sum([0])), machine.HiddenBias.Value);

        Tensor P(Tensor visible) => (visible.MatMul(w, transposeB: true) + c).Sigmoid();

        static void Equal(Tensor expected, Tensor got) => Assert.Equal(expected.ToArray<double>(), got.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void The_model_term_of_many_long_chains_is_the_exact_one()
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built("Bernoulli and Bernoulli", size: 0.6);
        Tensor data = Enumeration.States(machine.VisibleUnits, 5).Slice(0, 3, 8), input = machine.HiddenInput(data);
        var phase = new Phase(data, input, machine.Encode(data));
        ModelPhase chains = new PersistentContrastiveDivergence(60, particles: 20_000).Begin(machine, new RandomStream(3));
        Couplings estimate = machine.Couplings.Gradient(machine, phase, chains.Next(phase));
        (Tensor weight, Tensor visible, Tensor hidden) = Enumeration.Gradient(machine, data);
        Close(weight, estimate.Weight);
        Close(visible, estimate.VisibleBias);
        Close(hidden, estimate.HiddenBias);

        static void Close(Tensor exact, Tensor estimate)
            => Assert.Equal(exact.ToArray<double>(), estimate.ToArray<double>(), (a, b) => Math.Abs(a - b) < 4.5 * 0.5 / Math.Sqrt(20_000));
    }

    [Fact]
    public void Centring_does_not_depend_on_what_is_called_on_and_off()
    {
        // Turning all bits over must give the same learning with centring, as from mirrored weights: W' = -W, c' = c + W 1, b' = -b.
        Tensor data = EnergyCases.BarsAndStripes(2);
        var machine = new RestrictedBoltzmannMachine(4, 3, seed: 1);
        machine.Build([4], dtype: DType.Float64);
        EnergyCases.Randomize(machine, 2, 0.5);
        Tensor v = data, h = machine.Encode(data);
        var positive = new Phase(v, machine.HiddenInput(v), h);
        Tensor other = RandomOps.Bernoulli(v.Shape, 0.3, new RandomStream(1), DType.Float64);
        var negative = new Phase(other, machine.HiddenInput(other), machine.Encode(other));
        var mirrored = new RestrictedBoltzmannMachine(4, 3, seed: 1);
        mirrored.Build([4], dtype: DType.Float64);
        (-machine.Weight!.Value).CopyTo(mirrored.Weight!);
        (machine.HiddenBias!.Value + machine.Weight.Value.Sum([1])).CopyTo(mirrored.HiddenBias!);
        (-machine.VisibleBias!).CopyTo(mirrored.VisibleBias!);
        var settings = new ContrastiveDivergence { IsCentred = true };
        new BoltzmannStep(machine, settings).Take(positive, negative, 0);
        new BoltzmannStep(mirrored, settings).Take(positive with { Visible = 1 - v }, negative with { Visible = 1 - other }, 0);
        Tensor all = Enumeration.States(new BernoulliUnits(), 4);
        double[] free = machine.FreeEnergy(all).ToArray<double>(), turned = mirrored.FreeEnergy(1 - all).ToArray<double>();
        Assert.All(Enumerable.Range(1, 15), i => Assert.Equal(free[i] - free[0], turned[i] - turned[0], 1e-9));
    }

    [Fact]
    public void A_sparsity_target_makes_hidden_units_sparse()
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        double plain = Activity(null), sparse = Activity(new SparsityTarget(0.1, 1));
        Assert.True(sparse < 0.2 && plain > 0.3, $"{plain} {sparse}");

        double Activity(SparsityTarget? target)
        {
            var machine = new RestrictedBoltzmannMachine(9, 8, seed: 1);
            machine.Fit(data, new ContrastiveDivergence(1, 0.1, 300, 14) { Sparsity = target, MonitoredSamples = 0 });
            return machine.Encode(data).Mean().ToScalar();
        }
    }

    [Fact]
    public void Gaussian_units_learn_means_and_variances()
    {
        // Two normal clusters of different spread in each direction.
        var random = new RandomStream(4);
        Tensor side = RandomOps.Bernoulli([2000, 1], 0.5, random, DType.Float64);
        Tensor data = (side * Tensor.Wrap([3.0, -2], [1, 2])) + (RandomOps.Normal([2000, 2], 0, 1, random, DType.Float64) * Tensor.Wrap([0.5, 0.8], [1, 2]));
        var machine = new RestrictedBoltzmannMachine(2, 1, new GaussianUnits(learned: true), seed: 1, weightInitializer: new Gaussian(0, 0.5));
        machine.FitVisibleBias(data);
        machine.Fit(data, new ContrastiveDivergence(1, 0.05, 200, 50) { MonitoredSamples = 0 });
        double[] variance = ((GaussianUnits)machine.VisibleUnits).LogVariance!.Exp().ToArray<double>();
        Assert.InRange(variance[0], 0.2, 0.45); // 0.25, from 1; modes far apart are left slowly
        Assert.InRange(variance[1], 0.55, 0.78);
        double[] w = machine.Weight!.Value.ToArray<double>();
        Assert.Equal(3, Math.Abs(w[0]), 0.3);
        Assert.Equal(2, Math.Abs(w[1]), 0.3);
    }

    [Fact]
    public void Rectified_units_learn_to_reconstruct()
    {
        Tensor data = RandomOps.Normal([500, 2], 0, 1, new RandomStream(1)).MatMul(RandomOps.Normal([2, 6], 0, 1, new RandomStream(2)));
        data = (data - data.Mean([0])) / data.Square().Mean([0]).Sqrt();
        var machine = new RestrictedBoltzmannMachine(6, 12, new GaussianUnits(), new RectifiedUnits(), seed: 1);
        History history = machine.Fit(data, new ContrastiveDivergence(1, 0.005, 60, 20));
        IReadOnlyList<double> errors = history["reconstruction_error"];
        Assert.True(errors[^1] < 1 && errors[0] > 2, $"{errors[0]} {errors[^1]}");
    }

    [Fact]
    public void The_history_has_the_figures_of_each_epoch()
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        var seen = new List<EpochResult>();
        var machine = new RestrictedBoltzmannMachine(9, 8, seed: 1);
        History history = machine.Fit(data, new ContrastiveDivergence(1, 0.2, 300, 5), data.Slice(0, 0, 4), seen.Add);
        Assert.Equal(seen, history.Epochs);
        Assert.Equal(300, history.Epochs.Count);
        Assert.Equal(900, history.Last.Steps);
        Assert.Equal(0.2, history.Last.LearningRate);
        Assert.True(history["reconstruction_error"][^1] < history["reconstruction_error"][0]);
        Assert.True(history["pseudo_likelihood"][^1] > history["pseudo_likelihood"][0]);
        Assert.True(double.IsFinite(history["free_energy_gap"][^1]));
        Assert.Empty(machine.Fit(data, new ContrastiveDivergence(epochs: 1) { MonitoredSamples = 0 }).Last.Metrics);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => machine.Fit(data, new ContrastiveDivergence(), cancellation: cancelled.Token));
    }

    public static TheoryData<string> Resumed => ["CD", "PCD", "fast PCD", "parallel tempering", "momentum", "centring", "sparsity", "learned variances"];

    // Fourteen samples in batches of five are three steps an epoch: in the middle of the third one, and at the end of the second.
    [Theory]
    [MemberData(nameof(Resumed))]
    public void A_training_that_was_killed_goes_on_and_ends_in_the_bits_of_an_unbroken_one(string name)
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        RestrictedBoltzmannMachine whole = Machine();
        History expected = whole.Fit(data, Estimator(new KilledAt(-1)), data);
        foreach (int step in (int[])[0, 6, 7])
        {
            try
            {
                Assert.Throws<TimeoutException>(() => Machine().Fit(data, Estimator(new KilledAt(step)), data, checkpointing: new Checkpointing(file, TimeSpan.Zero)));
                RestrictedBoltzmannMachine resumed = Machine();
                History history = resumed.Fit(data, Estimator(new KilledAt(-1)), data, checkpointing: new Checkpointing(file, resume: true));
                Assert.Equal(Bits(whole), Bits(resumed));
                Assert.All(expected.Epochs.Zip(history.Epochs), pair => Assert.Equal(pair.First.Metrics, pair.Second.Metrics));
                Assert.Equal(expected.Epochs.Count, history.Epochs.Count);
            }
            finally
            {
                File.Delete(file);
            }
        }

        RestrictedBoltzmannMachine Machine() => new(9, 8, visibleUnits: name == "learned variances" ? new GaussianUnits(0.7, learned: true) : null, seed: 1);

        Estimator Estimator(Schedule rate) => name switch
        {
            "PCD" => new PersistentContrastiveDivergence(1, rate, 5, 5, particles: 7),
            "fast PCD" => new FastPersistentContrastiveDivergence(1, rate, 0.05, epochs: 5, batchSize: 5),
            "parallel tempering" => new ParallelTempering(3, 1, rate, 5, 5),
            "momentum" => new PersistentContrastiveDivergence(1, rate, 5, 5) { Momentum = 0.5, WeightDecay = 1e-3 },
            "centring" => new ContrastiveDivergence(1, rate, 5, 5) { IsCentred = true },
            "sparsity" => new ContrastiveDivergence(1, rate, 5, 5) { Sparsity = new SparsityTarget(0.1) },
            _ => new ContrastiveDivergence(2, rate, 5, 5),
        };

        static double[] Bits(RestrictedBoltzmannMachine machine)
            => [.. machine.Parameters().Select(p => p.Value.Value).Concat(machine.States().Select(s => s.Value)).SelectMany(t => t.To(DType.Float64).ToArray<double>())];
    }

    [Fact]
    public void The_checkpoint_of_another_way_of_learning_is_refused()
    {
        Tensor data = EnergyCases.BarsAndStripes(3);
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            new RestrictedBoltzmannMachine(9, 8).Fit(data, new ContrastiveDivergence(epochs: 1), checkpointing: new Checkpointing(file, TimeSpan.Zero));
            Assert.EndsWith("its rule: ContrastiveDivergence, this training's: PersistentContrastiveDivergence.", Fault(8, new PersistentContrastiveDivergence()));
            Assert.EndsWith("'rule.step.velocity.weight' is missing.", Fault(8, new ContrastiveDivergence { Momentum = 0.5 }));
            Assert.Contains("The checkpoint does not fit RestrictedBoltzmannMachine", Fault(7, new ContrastiveDivergence()));
        }
        finally
        {
            File.Delete(file);
        }

        string Fault(int hidden, Estimator estimator) => Assert.Throws<InvalidDataException>(
            () => new RestrictedBoltzmannMachine(9, hidden).Fit(data, estimator, checkpointing: new Checkpointing(file, resume: true))).Message;
    }

    private sealed class KilledAt(long step) : Schedule
    {
        public override double Rate(long at) => at == step ? throw new TimeoutException() : 0.1;
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Contains("an empty chain draws nothing", Assert.Throws<ArgumentOutOfRangeException>(() => new PersistentContrastiveDivergence(particles: 0)).Message);
        Assert.Contains("steps of an estimator must be at least one", Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveDivergence(0)).Message);
        Assert.Contains("at least two temperatures", Assert.Throws<ArgumentOutOfRangeException>(() => new ParallelTempering(1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastPersistentContrastiveDivergence(fastRate: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastPersistentContrastiveDivergence(fastDecay: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveDivergence { WeightDecay = -1 });
        var gaussian = new RestrictedBoltzmannMachine(2, 2, new GaussianUnits());
        Assert.Contains("Learn by PersistentContrastiveDivergence", Assert.Throws<NotSupportedException>(() => gaussian.Fit(Tensor.Zeros([3, 2]), new ParallelTempering())).Message);
        var wild = new RestrictedBoltzmannMachine(2, 2, new GaussianUnits(), new RectifiedUnits());
        Assert.Contains("Lower the learning rate", Assert.Throws<ArithmeticException>(
            () => wild.Fit(Tensor.Full([50, 2], 100), new ContrastiveDivergence(1, 10, 20, 5) { MonitoredSamples = 0 })).Message);
    }
}
