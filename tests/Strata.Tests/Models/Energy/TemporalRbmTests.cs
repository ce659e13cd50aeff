using Strata.Autograd;
using Strata.Data;
using Strata.Initializers;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Models.Energy;

public sealed class TemporalRbmTests
{
    private const int Visible = 3, Hidden = 2, Steps = 4;

    [Fact]
    public void The_contrast_with_the_models_own_frames_has_the_gradient_of_the_likelihood()
    {
        TemporalRbm machine = Built();
        Tensor x = Sequences();
        ExactContrast(machine, x, machine.Read(machine.ByStep(x), random: null).Before).Backward();
        RequireGradients(machine, () => -LogLikelihood(machine, x));
    }

    [Fact]
    public void States_that_were_drawn_send_no_gradient_back_in_time()
    {
        TemporalRbm machine = Built(sampled: true);
        Tensor x = Sequences();
        (Tensor states, Tensor before) = machine.Read(machine.ByStep(x), new RandomStream(4));
        Assert.All(states.ToArray<double>(), h => Assert.True(h is 0 or 1));
        double[] fixedStates = before.Detach().ToArray<double>();
        ExactContrast(machine, x, before).Backward();
        RequireGradients(machine, () => -LogLikelihood(machine, x, fixedStates));
    }

    [Fact]
    public void States_are_drawn_with_their_means()
    {
        TemporalRbm machine = Built(sampled: true);
        Tensor x = Sequences().Slice(0, 0, 1).Slice(1, 0, 1).BroadcastTo([20_000, 1, Visible]);
        Tensor drawn = machine.Read(machine.ByStep(x), new RandomStream(4)).States.Detach().Mean([0, 1]), mean = machine.Encode(x.Slice(0, 0, 1)).Reshape([Hidden]);
        Assert.Equal(mean.ToArray<double>(), drawn.ToArray<double>(), (p, q) => Math.Abs(p - q) < 0.015);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contrastive_divergence_of_many_steps_comes_near_that_gradient(bool sampled)
    {
        TemporalRbm machine = Built(sampled, size: 0.7), same = Built(sampled, size: 0.7);
        Tensor x = ConcatenateOp.Concatenate([.. Enumerable.Repeat(Sequences(), 4000)]);
        ExactContrast(machine, x, machine.Read(machine.ByStep(x), sampled ? new RandomStream(5) : null).Before).Backward();
        same.Contrast(x, 15, new RandomStream(6)).Backward();
        foreach ((Parameter exact, Parameter estimate) in machine.OwnParameters.Zip(same.OwnParameters))
        {
            Assert.Equal(exact.Gradient!.ToArray<double>(), estimate.Gradient!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 0.012);
        }
    }

    [Fact]
    public void Predictions_are_about_the_means_of_the_next_frame()
    {
        TemporalRbm machine = Built(size: 0.4); // where units hardly hang together, mean field is near the truth
        Tensor x = Sequences();
        Couplings couplings = machine.After(machine.Encode(x).Reshape([2 * Steps, Hidden]));
        double[] exact = Probabilities(machine, couplings).MatMul(Enumeration.States(machine.VisibleUnits, Visible)).Detach().ToArray<double>();
        double[] predicted = machine.Predict(x).ToArray<double>();
        Assert.Equal(exact, predicted, (p, q) => Math.Abs(p - q) < 0.01);
        Assert.Equal(predicted, machine.Forward(x).Detach().ToArray<double>());
        double error = predicted.AsSpan(..((Steps - 1) * Visible)).ToArray().Zip(x.ToArray<double>().AsSpan(Visible..).ToArray()).Sum(p => Math.Pow(p.First - p.Second, 2)) / (Steps - 1);
        Assert.Equal(error, machine.Score(x).ToArray<double>()[0], 1e-12);
    }

    [Theory]
    [InlineData(12, false)]
    [InlineData(6, true)]
    public void It_learns_how_sequences_go_on(int count, bool sampled)
    {
        // One of six lights in a ring is on, and moves on in one direction (the first six) or the other, which no frame alone tells.
        Tensor rings = Rings(count), many = ConcatenateOp.Concatenate([.. Enumerable.Repeat(rings, 48 / count)]);
        var machine = new TemporalRbm(6, 24, sampled, seed: 1, weightInitializer: new Gaussian(0, 0.3));
        History history = machine.Fit(many, new Adam(0.03) { Clipping = new ClipByGlobalNorm(1) }, epochs: 60, batchSize: 12, gibbsSteps: 2, validation: rings);
        double last = history.Last.Metrics["val_loss"];
        Assert.Equal(last, machine.Score(rings).Mean().ToScalar(), 1e-5);
        Assert.True(last < 0.2, $"{history.Epochs[0].Metrics["val_loss"]} {last}"); // of two directions one is a mistake at the second of eight frames: 2/2/7
        Tensor more = machine.Sample(rings.Slice(1, 0, 4), 4, means: true);
        Assert.Equal([count, 4, 6], more.Shape);
        double error = (more - rings.Slice(1, 4, 4)).Square().Sum([2]).Mean().ToScalar();
        Assert.True(error < 0.2, $"{error}");
        Assert.Equal(more.ToArray<float>(), machine.Sample(rings.Slice(1, 0, 4), 4, means: true).ToArray<float>());
        Assert.All(machine.Sample(5, 3).ToArray<float>(), v => Assert.True(v is 0 or 1));
    }

    [Fact]
    public void It_learns_real_values()
    {
        Tensor time = Tensor.Wrap([.. Enumerable.Range(0, 10).Select(t => 0.7f * t)], [1, 10, 1]);
        Tensor waves = (RandomOps.Uniform([60, 1, 1], 0, Math.Tau, new RandomStream(1)) + time + Tensor.Wrap([0f, 1, 2], [1, 1, 3])).Sin() * 1.4;
        double still = (waves.Slice(1, 1, 9) - waves.Slice(1, 0, 9)).Square().Sum().ToScalar() / (60 * 9);
        var machine = new TemporalRbm(3, 20, visibleUnits: new GaussianUnits(0.3), seed: 2);
        machine.Fit(waves, new Adam(0.01) { Clipping = new ClipByGlobalNorm(5) }, epochs: 40, gibbsSteps: 1);
        Assert.True(machine.Score(waves).Mean().ToScalar() < still / 5, $"{machine.Score(waves).Mean().ToScalar()} {still}");
    }

    [Fact]
    public void A_training_that_was_broken_off_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Tensor rings = Rings(12);
        TemporalRbm whole = Train(null, null), half = Train(3, false), rest = Train(null, true);
        Assert.NotEqual(whole.Weight!.Value.ToArray<float>(), half.Weight!.Value.ToArray<float>());
        Assert.Equal(whole.Weight!.Value.ToArray<float>(), rest.Weight!.Value.ToArray<float>());

        TemporalRbm Train(long? maxSteps, bool? resume)
        {
            var machine = new TemporalRbm(6, 5, sampled: true, seed: 1);
            Checkpointing? checkpointing = resume is { } goesOn ? new Checkpointing(folder.File("training"), TimeSpan.Zero, goesOn) : null;
            machine.Trainer(new Adam(0.01), 2).Fit(new Dataset(rings, rings), 2, batchSize: 5, maxSteps: maxSteps, checkpointing: checkpointing);
            return machine;
        }
    }

    [Fact]
    public void A_file_gives_the_machine_back()
    {
        using var folder = new TemporaryFolder();
        var machine = new TemporalRbm(6, 4, sampled: true, new GaussianUnits(0.5), seed: 9);
        Tensor x = RandomOps.Normal([2, 5, 2, 3], 0, 1, new RandomStream(1));
        machine.Fit(x, new Sgd(0.01), 1);
        machine.Save(folder.File("machine"));
        var read = (TemporalRbm)Layer.Load(folder.File("machine"));
        Assert.Equal(machine.Predict(x).ToArray<float>(), read.Predict(x).ToArray<float>());
        Assert.Equal(machine.Sample(3, 2, 3).ToArray<float>(), read.Sample(3, 2, 3).ToArray<float>());
        Assert.True(read.Sampled);
        Assert.Equal([2, 7, 2, 3], read.Sample(x.Slice(1, 0, 1), 7, 2).Shape);
        Assert.Equal([2, 5, 4], read.Encode(x).Shape);
    }

    [Fact]
    public void What_it_cannot_learn_from_is_refused()
    {
        Assert.Contains("sample 1 holds the value 2, but Bernoulli units take 0 to 1", Learning([0, 1, 1, 0, 0, 2, 1, 1], [2, 2, 2]));
        Assert.Contains("sample 0 holds a value that is not a finite number", Learning([0, 1, float.NaN, 0], [1, 2, 2]));
        Assert.Contains("at least two steps, but got [2, 1, 2]", Learning([0, 1, 1, 0], [2, 1, 2]));
        Assert.Contains("expects samples of shape [steps, 2] or [steps, ...] with as many elements a frame, but got [2, 3]", Learning([0, 1, 1, 0, 1, 1], [1, 2, 3]));
        var machine = new TemporalRbm(2, 3);
        Assert.Contains("but got [2]", Assert.Throws<ShapeException>(() => machine.Encode(Tensor.Zeros([4, 2]))).Message);
        Assert.Contains("call Build", Assert.Throws<InvalidOperationException>(() => machine.Sample(1, 1)).Message);
        Assert.Contains("of at least two steps", Assert.Throws<ArgumentException>(() => machine.Score(Tensor.Zeros([4, 1, 2]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => machine.Trainer(new Adam(), 0));
        Assert.Contains("does not learn variances", Assert.Throws<ArgumentException>(() => new TemporalRbm(2, 3, visibleUnits: new GaussianUnits(learned: true))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalRbm(2, 0));

        static string Learning(float[] values, Shape shape)
            => Assert.ThrowsAny<ArgumentException>(() => new TemporalRbm(2, 3).Fit(Tensor.Wrap(values, shape), new Adam(), 1)).Message;
    }

    private static TemporalRbm Built(bool sampled = false, double size = 1)
    {
        var machine = new TemporalRbm(Visible, Hidden, sampled, seed: 3);
        machine.Build([Steps, Visible], dtype: DType.Float64);
        var random = new RandomStream(2);
        foreach (Parameter parameter in machine.OwnParameters)
        {
            RandomOps.Normal(parameter.Value.Shape, 0, size, random, DType.Float64).CopyTo(parameter.Value);
        }
        return machine;
    }

    private static Tensor Sequences() => RandomOps.Bernoulli([2, Steps, Visible], 0.5, new RandomStream(8), DType.Float64);

    private static Tensor Rings(int count)
    {
        float[] lights = [.. from n in Enumerable.Range(0, count) from t in Enumerable.Range(0, 8) from i in Enumerable.Range(0, 6) select i == (n + (n < 6 ? t : 5 * t)) % 6 ? 1f : 0];
        return Tensor.Wrap(lights, [count, 8, 6]);
    }

    // P(v | the states before) of all v, [rows, 2ⁿ].
    private static Tensor Probabilities(TemporalRbm machine, Couplings couplings)
    {
        Tensor states = Enumeration.States(machine.VisibleUnits, Visible);
        int rows = couplings.HiddenBias.Shape[0];
        Tensor[] free = [.. Enumerable.Range(0, states.Shape[0]).Select(i => machine.FreeEnergy(states.Slice(0, i, 1).BroadcastTo([rows, Visible]), couplings))];
        return (-ConcatenateOp.Stack(free, axis: 1)).Softmax();
    }

    // TemporalRbm.Contrast with the expectation over all frames instead of one that was drawn.
    private static Tensor ExactContrast(TemporalRbm machine, Tensor x, Tensor before)
    {
        int rows = x.Shape[0] * x.Shape[1];
        Couplings couplings = machine.After(before.Reshape([rows, Hidden]));
        Tensor states = Enumeration.States(machine.VisibleUnits, Visible), p = Probabilities(machine, couplings).Detach();
        Tensor sum = machine.FreeEnergy(machine.ByStep(x).Reshape([rows, Visible]), couplings);
        for (int i = 0; i < states.Shape[0]; i++)
        {
            sum -= p.Slice(1, i, 1).Reshape([rows]) * machine.FreeEnergy(states.Slice(0, i, 1).BroadcastTo([rows, Visible]), couplings);
        }
        return sum.Mean();
    }

    /// <summary>The mean over frames of ln P(vₜ | rₜ₋₁) by plain sums over all v, with h of the steps before as given, or the recurrence's means.</summary>
    private static double LogLikelihood(TemporalRbm machine, Tensor x, double[]? before = null)
    {
        double[] w = Values(machine.Weight), b = Values(machine.VisibleBias), c = Values(machine.HiddenBias), toV = Values(machine.ToVisible), toH = Values(machine.ToHidden);
        double[] v = x.ToArray<double>();
        int batch = x.Shape[0];
        double sum = 0;
        for (int n = 0; n < batch; n++)
        {
            double[] r = Values(machine.Start);
            for (int t = 0; t < Steps; t++)
            {
                if (before is not null && t > 0)
                {
                    r = before[(((t * batch) + n) * Hidden)..][..Hidden];
                }
                double[] frame = v[(((n * Steps) + t) * Visible)..][..Visible];
                double[] bias = [.. Enumerable.Range(0, Visible).Select(i => b[i] + Enumerable.Range(0, Hidden).Sum(j => toV[(i * Hidden) + j] * r[j]))];
                double[] hiddenBias = [.. Enumerable.Range(0, Hidden).Select(j => c[j] + Enumerable.Range(0, Hidden).Sum(k => toH[(j * Hidden) + k] * r[k]))];
                double z = Enumerable.Range(0, 1 << Visible).Sum(s => Math.Exp(-Free([.. Enumerable.Range(0, Visible).Select(i => (double)((s >> i) & 1))])));
                sum += -Free(frame) - Math.Log(z);
                r = [.. Enumerable.Range(0, Hidden).Select(j => 1 / (1 + Math.Exp(-Input(frame, j))))];

                double Input(double[] u, int j) => hiddenBias[j] + Enumerable.Range(0, Visible).Sum(i => w[(j * Visible) + i] * u[i]);
                double Free(double[] u) => -u.Zip(bias).Sum(p => p.First * p.Second) - Enumerable.Range(0, Hidden).Sum(j => Math.Log(1 + Math.Exp(Input(u, j))));
            }
        }
        return sum / (batch * Steps);

        static double[] Values(Parameter? parameter) => parameter!.Value.ToArray<double>();
    }

    private static void RequireGradients(TemporalRbm machine, Func<double> function)
    {
        foreach (Parameter parameter in machine.OwnParameters)
        {
            double[] gradient = parameter.Gradient!.ToArray<double>();
            for (int i = 0; i < gradient.Length; i++)
            {
                const double h = 1e-5;
                double was = parameter.Value.AsSpan<double>()[i];
                parameter.Value.AsSpan<double>()[i] = was + h;
                double above = function();
                parameter.Value.AsSpan<double>()[i] = was - h;
                double below = function();
                parameter.Value.AsSpan<double>()[i] = was;
                Assert.Equal((above - below) / (2 * h), gradient[i], 1e-8);
            }
        }
    }
}
