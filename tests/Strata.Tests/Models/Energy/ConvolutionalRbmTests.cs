using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Models.Energy;

public sealed class ConvolutionalRbmTests
{
    // Small enough to go through all states of either side.
    private static readonly Dictionary<string, (Func<ConvolutionalRbm> Make, Shape Picture)> s_machines = new()
    {
        ["two blocks"] = (() => new(1, 2), [2, 3, 5]), // maps of 2 × 4
        ["two filters"] = (() => new(2, (2, 3)), [1, 3, 4]), // maps of 2 × 2
        ["blocks of 3"] = (() => new(2, (1, 2), 3), [1, 3, 4]), // maps of 3 × 3
        ["no pooling"] = (() => new(2, (2, 3), 1), [1, 3, 4]),
        ["Gaussian"] = (() => new(2, (2, 3), 2, new GaussianUnits(0.7)), [1, 3, 4]),
    };

    public static TheoryData<string> Machines => [.. s_machines.Keys];

    [Theory]
    [MemberData(nameof(Machines))]
    public void The_free_energy_is_a_sum_over_all_hidden_states_of_at_most_one_unit_a_block(string name)
    {
        ConvolutionalRbm machine = Built(name);
        Tensor v = Visible(machine, 6), h = HiddenStates(machine);
        double[] free = machine.FreeEnergy(v).ToArray<double>();
        for (int i = 0; i < free.Length; i++)
        {
            Assert.Equal(-(-Energies(machine, v.Slice(0, i, 1), h)).LogSumExp().ToScalar(), free[i], 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Hidden_means_and_pooled_means_are_those_of_the_conditional_distribution(string name)
    {
        ConvolutionalRbm machine = Built(name);
        Tensor v = Visible(machine, 6), h = HiddenStates(machine), pooled = h.AvgPool2D((machine.Pooling, machine.Pooling)) * (machine.Pooling * machine.Pooling);
        Tensor detected = machine.Detect(v), code = machine.Encode(v);
        for (int i = 0; i < v.Shape[0]; i++)
        {
            Tensor p = (-Energies(machine, v.Slice(0, i, 1), h)).Reshape([1, h.Shape[0]]).Softmax();
            Close(p.MatMul(h.Reshape([h.Shape[0], detected.Slice(0, i, 1).Count])), detected.Slice(0, i, 1), 1e-12);
            Close(p.MatMul(pooled.Reshape([h.Shape[0], code.Slice(0, i, 1).Count])), code.Slice(0, i, 1), 1e-12);
        }
    }

    [Fact]
    public void The_visible_means_are_those_of_the_conditional_distribution()
    {
        ConvolutionalRbm machine = Built("two filters");
        Tensor v = VisibleStates(machine), h = HiddenStates(machine), means = machine.VisibleUnits.Mean(machine.VisibleInput(h));
        for (int i = 0; i < h.Shape[0]; i += 3)
        {
            Tensor p = (-machine.Energy(v, h.Slice(0, i, 1).BroadcastTo([v.Shape[0], .. h.Shape[1..]]))).Reshape([1, v.Shape[0]]).Softmax();
            Close(p.MatMul(v.Reshape([v.Shape[0], means.Slice(0, i, 1).Count])), means.Slice(0, i, 1), 1e-12);
        }
    }

    [Fact]
    public void The_energy_is_a_sum_over_places_and_taps()
    {
        ConvolutionalRbm machine = Built("two blocks");
        double[] v = Visible(machine, 1).ToArray<double>(), h = HiddenStates(machine).Slice(0, 13, 1).ToArray<double>();
        double[] w = machine.Weight!.Value.ToArray<double>(), b = machine.VisibleBias!.ToArray<double>(), c = machine.HiddenBias!.Value.ToArray<double>();
        double energy = -(b[0] * v[..15].Sum()) - (b[1] * v[15..].Sum());
        for (int place = 0; place < 8; place++)
        {
            double input = c[0];
            for (int tap = 0; tap < 8; tap++)
            {
                input += w[tap] * v[(tap / 4 * 15) + (((place / 4) + (tap / 2 % 2)) * 5) + (place % 4) + (tap % 2)];
            }
            energy -= h[place] * input;
        }
        Assert.Equal(energy, machine.Energy(Visible(machine, 1), HiddenStates(machine).Slice(0, 13, 1)).ToScalar(), 1e-12);
    }

    [Theory]
    [InlineData("two blocks")]
    [InlineData("two filters")]
    [InlineData("Gaussian")]
    public void The_gradient_is_that_of_the_free_energy_by_places(string name)
    {
        ConvolutionalRbm machine = Built(name);
        Tensor v = Visible(machine, 5), other = 1 - Visible(machine, 4);
        Couplings gradient = ((IBoltzmannMachine)machine).Couplings.Gradient(machine, Phase(v), Phase(other));
        int places = HiddenStates(machine).Shape[2..].ElementCount;
        foreach ((Tensor parameter, Tensor got) in ((Tensor, Tensor)[])[(machine.Weight!, gradient.Weight), (machine.VisibleBias!, gradient.VisibleBias), (machine.HiddenBias!, gradient.HiddenBias)])
        {
            double[] values = parameter.ToArray<double>(), expected = new double[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                const double step = 1e-5;
                double Score(double by)
                {
                    double[] moved = [.. values];
                    moved[i] += by;
                    Tensor.Wrap(moved, parameter.Shape).CopyTo(parameter);
                    return (machine.FreeEnergy(other).Mean() - machine.FreeEnergy(v).Mean()).ToScalar();
                }
                expected[i] = (Score(step) - Score(-step)) / (2 * step * places);
                Score(0);
            }
            Assert.Equal(expected, got.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-8);
        }

        Phase Phase(Tensor pictures)
        {
            Tensor input = machine.HiddenInput(pictures);
            return new(pictures.Reshape([pictures.Shape[0], pictures.Shape[1..].ElementCount]), input, machine.HiddenUnits.Mean(input));
        }
    }

    [Fact]
    public void A_step_of_CD_k_is_that_of_plain_loops()
    {
        const int k = 2, batch = 3, seed = 5, places = 4, taps = 6;
        const double rate = 0.3, decay = 0.01;
        ConvolutionalRbm machine = Built("two filters", seed);
        Tensor data = Visible(machine, batch);
        double[] w = machine.Weight!.Value.ToArray<double>(), b = machine.VisibleBias!.ToArray<double>(), c = machine.HiddenBias!.Value.ToArray<double>();
        var seeds = new RandomStream(seed);
        Tensor x0 = data.Gather(RandomOps.Permutation(batch, seeds.Split(2).Split(1))), x = x0;
        RandomStream random = seeds.Split(1);
        for (int t = 0; t < k; t++)
        {
            Tensor h = RandomOps.OneOfBlock(machine.Detect(x), 2, random);
            x = RandomOps.Bernoulli(machine.VisibleUnits.Mean(machine.VisibleInput(h)), random).Reshape(data.Shape);
        }
        double[] v0 = x0.ToArray<double>(), v = x.ToArray<double>(), h0 = machine.Detect(x0).ToArray<double>(), h1 = machine.Detect(x).ToArray<double>();
        const double by = rate / (batch * places);
        for (int i = 0; i < w.Length; i++)
        {
            w[i] -= rate * decay * w[i];
        }
        for (int n = 0; n < batch; n++)
        {
            for (int filter = 0; filter < 2; filter++)
            {
                for (int place = 0; place < places; place++)
                {
                    int hidden = (((n * 2) + filter) * places) + place;
                    c[filter] += by * (h0[hidden] - h1[hidden]);
                    for (int tap = 0; tap < taps; tap++)
                    {
                        int pixel = (n * 12) + (((place / 2) + (tap / 3)) * 4) + (place % 2) + (tap % 3);
                        w[(filter * taps) + tap] += by * ((h0[hidden] * v0[pixel]) - (h1[hidden] * v[pixel]));
                    }
                }
            }
        }
        b[0] += by * (v0.Sum() - v.Sum());
        machine.Fit(data, new ContrastiveDivergence(k, rate, 1, batch) { WeightDecay = decay });
        Assert.Equal(w, machine.Weight.Value.ToArray<double>(), Near);
        Assert.Equal(b, machine.VisibleBias.ToArray<double>(), Near);
        Assert.Equal(c, machine.HiddenBias.Value.ToArray<double>(), Near);

        static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
    }

    [Theory]
    [InlineData("two filters")]
    [InlineData("blocks of 3")]
    public void Chains_visit_states_as_often_as_they_are_probable(string name)
    {
        ConvolutionalRbm machine = Built(name, size: 0.6);
        const int particles = 20_000;
        var chain = new GibbsChain(machine, particles, new RandomStream(5));
        chain.Run(40);
        Tensor all = VisibleStates(machine), p = (-machine.FreeEnergy(all)).Reshape([1, all.Shape[0]]).Softmax();
        Within(p.MatMul(all.Flatten()), chain.Visible);
        Within(p.MatMul(machine.Detect(all).Flatten()), chain.Hidden);
        Assert.Equal(1, (chain.Hidden.AvgPool2D((machine.Pooling, machine.Pooling)).Max() * (machine.Pooling * machine.Pooling)).ToScalar(), 1e-12);

        static void Within(Tensor expected, Tensor samples)
        {
            double[] mean = samples.Mean([0]).ToArray<double>(), exact = expected.ToArray<double>(), deviation = samples.Variance([0]).ToArray<double>();
            for (int i = 0; i < mean.Length; i++)
            {
                Assert.True(Math.Abs(mean[i] - exact[i]) < 4.5 * Math.Sqrt((deviation[i] / particles) + 1e-9), $"{i}: {mean[i]} is not {exact[i]}.");
            }
        }
    }

    [Theory]
    [InlineData("CD-1")]
    [InlineData("PCD")]
    [InlineData("fast PCD")]
    public void The_likelihood_rises(string name)
    {
        Estimator estimator = name switch
        {
            "CD-1" => new ContrastiveDivergence(1, 0.5, 1500, 8) { Momentum = 0.5, MonitoredSamples = 0 },
            "PCD" => new PersistentContrastiveDivergence(1, 0.3, 1500, 8, particles: 50) { MonitoredSamples = 0 },
            _ => new FastPersistentContrastiveDivergence(1, 0.3, 0.05, epochs: 1500, batchSize: 8, particles: 50) { MonitoredSamples = 0 },
        };
        // An upright bar of two pixels at each of the places of 3 × 4: shorter than a filter, the same everywhere.
        double[] pictures = new double[8 * 12];
        for (int i = 0; i < 8; i++)
        {
            pictures[(i * 12) + i] = pictures[(i * 12) + i + 4] = 1;
        }
        Tensor data = Tensor.Wrap(pictures, [8, 1, 3, 4]);
        var machine = new ConvolutionalRbm(2, (2, 3), 2, seed: 1, weightInitializer: new Gaussian(0, 0.3));
        machine.FitVisibleBias(data);
        double before = LogLikelihood();
        machine.Fit(data, estimator);
        double reached = LogLikelihood();
        Assert.True(reached > before + 0.5, $"{name}: from {before} to {reached}.");

        double LogLikelihood() => -machine.FreeEnergy(data).Mean().ToScalar() - (-machine.FreeEnergy(VisibleStates(machine))).LogSumExp().ToScalar();
    }

    [Fact]
    public void A_sparsity_target_moves_the_hidden_biases_alone()
    {
        ConvolutionalRbm machine = Built("two blocks", 3), sparse = Built("two blocks", 3);
        Tensor data = Visible(machine, 4);
        machine.Fit(data, new ContrastiveDivergence(1, 0.1, 1, 4));
        sparse.Fit(data, new ContrastiveDivergence(1, 0.1, 1, 4) { Sparsity = new SparsityTarget(0.05, 2, 0.9) });
        Assert.Equal(machine.Weight!.Value.ToArray<double>(), sparse.Weight!.Value.ToArray<double>());
        Assert.Equal(machine.VisibleBias!.ToArray<double>(), sparse.VisibleBias!.ToArray<double>());
        double active = Built("two blocks", 3).Detect(data).Mean().ToScalar(); // the running mean begins at the target
        Assert.Equal(0.1 * 2 * 0.1 * (0.05 - active), (sparse.HiddenBias!.Value - machine.HiddenBias!.Value).ToScalar(), 1e-12);
    }

    [Fact]
    public void Pictures_go_in_and_come_out_in_their_shape()
    {
        var machine = new ConvolutionalRbm(3, (3, 2), 2, seed: 3);
        Tensor x = RandomOps.Uniform([6, 2, 8, 7], 0, 1, new RandomStream(1));
        Tensor code = machine.Encode(x);
        Assert.Equal([6, 3, 3, 3], code.Shape);
        Assert.Equal([6, 2, 8, 7], machine.Decode(code).Shape);
        Assert.Equal([4, 2, 8, 7], machine.Sample(4, steps: 2).Shape);
        Assert.Equal([6], machine.FreeEnergy(x).Shape);
        Assert.Equal(code.ToArray<float>(), machine.Forward(x).Detach().ToArray<float>());
        Assert.Equal(code.ToArray<float>(), machine.HiddenInput(x).Detach().ProbabilisticMaxPool2D(2).ToArray<float>());
        Assert.Equal([4 * 3, 2, 8, 7], new GibbsChain(machine, x.Slice(0, 0, 3), new RandomStream(1)).Film(4, 2).Shape);
    }

    [Fact]
    public void Decoding_spreads_a_block_evenly()
    {
        ConvolutionalRbm machine = Built("two filters");
        Tensor code = RandomOps.Uniform([3, 2, 1, 1], 0, 1, new RandomStream(1), DType.Float64);
        Close(machine.VisibleUnits.Mean(machine.VisibleInput((code / 4).BroadcastTo([3, 2, 2, 2]))), machine.Decode(code), 1e-12);
    }

    [Fact]
    public void A_file_gives_the_machine_back_with_its_units_and_visible_biases()
    {
        using var folder = new TemporaryFolder();
        var machine = new ConvolutionalRbm(2, (2, 3), 2, new GaussianUnits(0.5), seed: 9);
        machine.Build([2, 5, 4]);
        Randomize(machine, 4, 1);
        machine.Save(folder.File("crbm"));
        var read = (ConvolutionalRbm)Layer.Load(folder.File("crbm"));
        Tensor v = RandomOps.Normal([5, 2, 5, 4], 0, 1, new RandomStream(1));
        Assert.Equal(machine.FreeEnergy(v).ToArray<float>(), read.FreeEnergy(v).ToArray<float>());
        Assert.Equal(machine.Sample(4, 3).ToArray<float>(), read.Sample(4, 3).ToArray<float>());
    }

    [Fact]
    public void The_visible_biases_can_be_fitted_to_the_means_of_channels()
    {
        Tensor data = Tensor.Wrap([1.0, 1, 1, 0, 0, 0, 0, 1], [1, 2, 2, 2]);
        var machine = new ConvolutionalRbm(1, 1, 1);
        machine.FitVisibleBias(data);
        Assert.Equal([3.5 / 5, 1.5 / 5], machine.VisibleBias!.Sigmoid().ToArray<double>(), (x, y) => Math.Abs(x - y) < 1e-9); // (3 + ½)/(4 + 1)
        var gaussian = new ConvolutionalRbm(1, 1, 1, new GaussianUnits());
        gaussian.FitVisibleBias(data);
        Assert.Equal([0.75, 0.25], gaussian.VisibleBias!.ToArray<double>());
    }

    [Fact]
    public void What_the_visible_units_cannot_be_is_refused()
    {
        Says("sample 1 holds the value 2, but Bernoulli units take 0 to 1. Scale the data", [0f, 1, 1, 1, 0, 0, 2, 0]);
        Says("sample 1 holds a value that is not a finite number (element 3)", [0f, 1, 1, 1, 0, 0, 1, float.NaN]);
        Says("at least one, but got [0, 4]", []);

        static void Says(string text, float[] values)
        {
            var machine = new ConvolutionalRbm(2, 1);
            Assert.Contains(text, Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Wrap(values, [values.Length / 4, 1, 2, 2]), new ContrastiveDivergence())).Message);
        }
    }

    [Fact]
    public void Wrong_shapes_and_arguments_are_refused()
    {
        Shape("expects samples of shape [channels, height, width] of at least 5 x 5, but got [1, 4, 6]. A filter must fit into the picture.", 5, [1, 4, 6]);
        Shape("but got [28, 28]", 5, [28, 28]);
        Shape("Filters of 12 x 12 make maps of 17 x 17. Choose filters of 13 x 13, or crop or pad", 12, [1, 28, 28]);
        ConvolutionalRbm machine = Built("two blocks");
        Assert.Contains("expects samples of shape [2, 3, 5], but got [1, 3, 5]", Assert.Throws<ShapeException>(() => machine.Encode(Tensor.Zeros([2, 1, 3, 5]))).Message);
        Assert.Contains("decodes codes [batch, 1, 1, 2], but got [3, 2]", Assert.Throws<ShapeException>(() => machine.Decode(Tensor.Zeros([3, 2]))).Message);
        Assert.Contains("Call Fit(data, estimator)", Assert.Throws<InvalidOperationException>(() => new ConvolutionalRbm(2, 3).Sample(1)).Message);
        Assert.Contains("An empty chain draws nothing", Assert.Throws<ArgumentOutOfRangeException>(() => machine.Sample(0)).Message);
        Tensor data = Visible(machine, 2);
        Assert.Contains("leave IsCentred false", Assert.Throws<NotSupportedException>(() => machine.Fit(data, new ContrastiveDivergence { IsCentred = true })).Message);
        Assert.Contains("Learn by PersistentContrastiveDivergence", Assert.Throws<NotSupportedException>(() => machine.Fit(data, new ParallelTempering())).Message);
        Assert.Contains("alike at all places", Assert.Throws<ArgumentException>(() => new ConvolutionalRbm(2, 3, 2, new GaussianUnits(learned: true))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvolutionalRbm(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvolutionalRbm(1, (0, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvolutionalRbm(1, 3, 0));

        static void Shape(string text, int kernel, Shape picture)
            => Assert.Contains(text, Assert.Throws<ShapeException>(() => new ConvolutionalRbm(2, kernel).Build(picture)).Message);
    }

    private static ConvolutionalRbm Built(string name, ulong seed = 1, double size = 0.8)
    {
        (Func<ConvolutionalRbm> make, Shape picture) = s_machines[name];
        ConvolutionalRbm machine = make();
        if (seed != 1)
        {
            machine = new ConvolutionalRbm(machine.Filters, machine.Kernel, machine.Pooling, seed: (long)seed);
        }
        machine.Build(picture, dtype: DType.Float64);
        Randomize(machine, seed, size);
        return machine;
    }

    private static void Randomize(ConvolutionalRbm machine, ulong seed, double size)
    {
        var random = new RandomStream(seed);
        foreach (Tensor t in (Tensor[])[machine.Weight!, machine.HiddenBias!, machine.VisibleBias!])
        {
            RandomOps.Normal(t.Shape, 0, size, random, t.DType).CopyTo(t);
        }
    }

    private static Tensor Visible(ConvolutionalRbm machine, int count) => machine.VisibleUnits is GaussianUnits
        ? RandomOps.Normal([count, .. machine.InputShape], 0, 1.5, new RandomStream(2), DType.Float64)
        : RandomOps.Bernoulli([count, .. machine.InputShape], 0.5, new RandomStream(2), DType.Float64);

    private static Tensor VisibleStates(ConvolutionalRbm machine)
    {
        Tensor states = Enumeration.States(machine.VisibleUnits, machine.InputShape.ElementCount);
        return states.Reshape([states.Shape[0], .. machine.InputShape]);
    }

    // Each block has as many states as units, and one of none on.
    private static Tensor HiddenStates(ConvolutionalRbm machine)
    {
        int size = machine.Pooling, rows = machine.OutputShape[1], columns = machine.OutputShape[2], width = columns * size, blocks = machine.OutputShape.ElementCount;
        int choices = (size * size) + 1, units = blocks * size * size, count = (int)Math.Pow(choices, blocks);
        double[] states = new double[count * units];
        for (int state = 0; state < count; state++)
        {
            for (int block = 0, number = state; block < blocks; block++, number /= choices)
            {
                int on = number % choices, filter = block / (rows * columns), row = (block / columns % rows * size) + (on / size), column = (block % columns * size) + (on % size);
                if (on < size * size)
                {
                    states[(state * units) + (((filter * rows * size) + row) * width) + column] = 1;
                }
            }
        }
        return Tensor.Wrap(states, [count, machine.Filters, rows * size, width]);
    }

    private static Tensor Energies(ConvolutionalRbm machine, Tensor v, Tensor h) => machine.Energy(v.BroadcastTo([h.Shape[0], .. v.Shape[1..]]), h);

    private static void Close(Tensor expected, Tensor got, double near)
        => Assert.Equal(expected.ToArray<double>(), got.ToArray<double>(), (a, b) => Math.Abs(a - b) < near);
}
