using Strata.Autograd;
using Strata.Layers;
using Strata.Models.Energy;
using Strata.Ops;
using Strata.Tensors;
using Strata.Tests.Data;

namespace Strata.Tests.Models.Energy;

public sealed class RestrictedBoltzmannMachineTests
{
    public static TheoryData<string> Machines => [.. EnergyCases.Machines.Keys];

    public static TheoryData<string> MachinesOfDiscreteHiddenUnits => [.. EnergyCases.Machines.Keys.Where(name => !name.EndsWith("Gaussian", StringComparison.Ordinal))];

    public static TheoryData<string> MachinesOfDiscreteVisibleUnits => [.. EnergyCases.Machines.Keys.Where(name => !name.StartsWith("Gaussian", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(MachinesOfDiscreteHiddenUnits))]
    public void The_free_energy_is_a_sum_over_all_hidden_states(string name)
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built(name);
        Tensor v = Visible(machine), h = Enumeration.States(machine.HiddenUnits, machine.Hidden);
        double[] free = machine.FreeEnergy(v).ToArray<double>();
        for (int i = 0; i < v.Shape[0]; i++)
        {
            Tensor energies = machine.Energy(v.Slice(0, i, 1).BroadcastTo([h.Shape[0], machine.Visible]), h);
            Assert.Equal(-(-energies).LogSumExp().ToScalar(), free[i], 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(MachinesOfDiscreteVisibleUnits))]
    public void The_hidden_free_energy_is_a_sum_over_all_visible_states(string name)
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built(name);
        Tensor h = machine.Encode(Visible(machine)), v = Enumeration.States(machine.VisibleUnits, machine.Visible);
        h = machine.HiddenUnits is GaussianUnits ? h : Enumeration.States(machine.HiddenUnits, machine.Hidden);
        double[] free = machine.HiddenFreeEnergy(h).ToArray<double>();
        for (int i = 0; i < h.Shape[0]; i++)
        {
            Tensor energies = machine.Energy(v, h.Slice(0, i, 1).BroadcastTo([v.Shape[0], machine.Hidden]));
            Assert.Equal(-(-energies).LogSumExp().ToScalar(), free[i], 1e-9);
        }
    }

    [Fact]
    public void The_free_energy_of_Gaussian_units_is_an_integral()
    {
        var machine = new RestrictedBoltzmannMachine(2, 1, hiddenUnits: new GaussianUnits(0.7));
        machine.Build([2], dtype: DType.Float64);
        EnergyCases.Randomize(machine, 3, 1);
        const int steps = 4000;
        const double from = -15, by = 30.0 / steps;
        Tensor v = Tensor.Wrap([1.0, 0], [1, 2]), h = Tensor.Wrap([.. Enumerable.Range(0, steps).Select(i => from + (i * by))], [steps, 1]);
        double integral = (-machine.Energy(v.BroadcastTo([steps, 2]), h)).Exp().Sum().ToScalar() * by;
        Assert.Equal(-Math.Log(integral), machine.FreeEnergy(v).ToScalar(), 1e-9);
    }

    [Fact]
    public void Means_are_those_of_the_conditional_distributions()
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built("Bernoulli and Bernoulli");
        Tensor v = Visible(machine), h = Enumeration.States(machine.HiddenUnits, machine.Hidden);
        Tensor code = machine.Encode(v);
        for (int i = 0; i < v.Shape[0]; i++)
        {
            Tensor p = (-machine.Energy(v.Slice(0, i, 1).BroadcastTo([h.Shape[0], machine.Visible]), h)).Reshape([1, h.Shape[0]]).Softmax();
            Assert.Equal(p.MatMul(h).ToArray<double>(), code.Slice(0, i, 1).ToArray<double>(), (x, y) => Math.Abs(x - y) < 1e-12);
        }
    }

    [Theory]
    [InlineData("Bernoulli and Bernoulli")]
    [InlineData("softmax and Bernoulli")]
    [InlineData("Bernoulli and softmax")]
    [InlineData("binomial and Bernoulli")]
    [InlineData("Gaussian of deviation 2 and Bernoulli")]
    public void Chains_visit_states_as_often_as_they_are_probable(string name)
    {
        RestrictedBoltzmannMachine machine = EnergyCases.Built(name, size: 0.6);
        const int particles = 20_000;
        var chain = new GibbsChain(machine, particles, new RandomStream(5));
        chain.Run(40);
        (Tensor products, Tensor visible, _) = Enumeration.Expectations(machine);
        Tensor v = machine.VisibleUnits.Signal(chain.Visible), h = machine.HiddenUnits.Signal(chain.Hidden);
        Within(visible, v);
        // s(h)ᵀ s(v), pair by pair
        for (int j = 0; j < machine.Hidden; j++)
        {
            Within(products.Slice(0, j, 1).Reshape([machine.Visible]), v * h.Slice(1, j, 1));
        }

        static void Within(Tensor expected, Tensor samples)
        {
            double[] mean = samples.Mean([0]).ToArray<double>(), exact = expected.ToArray<double>(), deviation = samples.Variance([0]).ToArray<double>();
            for (int i = 0; i < mean.Length; i++)
            {
                Assert.True(Math.Abs(mean[i] - exact[i]) < 4.5 * Math.Sqrt((deviation[i] / particles) + 1e-9), $"{i}: {mean[i]} is not {exact[i]}.");
            }
        }
    }

    [Fact]
    public void Pictures_go_in_and_come_out_in_their_shape()
    {
        var machine = new RestrictedBoltzmannMachine(12, 5, seed: 3);
        Tensor x = RandomOps.Uniform([6, 1, 3, 4], 0, 1, new RandomStream(1));
        Assert.Equal([6, 5], machine.Encode(x).Shape);
        Assert.Equal([6, 1, 3, 4], machine.Decode(machine.Encode(x)).Shape);
        Assert.Equal([7, 1, 3, 4], machine.Sample(7, steps: 2).Shape);
        Assert.Equal([6], machine.FreeEnergy(x).Shape);
        Assert.Equal(machine.Encode(x).ToArray<float>(), machine.Forward(x).Detach().ToArray<float>());
        Assert.Equal([4 * 3, 1, 3, 4], new GibbsChain(machine, x.Slice(0, 0, 3), new RandomStream(1)).Film(4, 2).Shape);
    }

    [Fact]
    public void A_file_gives_the_machine_back_with_its_units_and_visible_biases()
    {
        using var folder = new TemporaryFolder();
        var machine = new RestrictedBoltzmannMachine(3, 4, new GaussianUnits(0.5, learned: true), new BinomialUnits(2), seed: 9);
        machine.Build([3]);
        EnergyCases.Randomize(machine, 4, 1);
        Tensor.Wrap([0.1f, -0.2f, 0.3f]).CopyTo(((GaussianUnits)machine.VisibleUnits).LogVariance!);
        machine.Save(folder.File("rbm"));
        var read = (RestrictedBoltzmannMachine)Layer.Load(folder.File("rbm"));
        Tensor v = RandomOps.Normal([5, 3], 0, 1, new RandomStream(1));
        Assert.Equal(machine.FreeEnergy(v).ToArray<float>(), read.FreeEnergy(v).ToArray<float>());
        Assert.Equal(machine.Sample(4, 3).ToArray<float>(), read.Sample(4, 3).ToArray<float>());
    }

    [Fact]
    public void The_visible_biases_can_be_fitted_to_the_means()
    {
        Tensor data = Tensor.Wrap([1.0, 0, 1, 1, 1, 0, 1, 0], [4, 2]);
        var machine = new RestrictedBoltzmannMachine(2, 3);
        machine.FitVisibleBias(data);
        Assert.Equal([0.9, 0.3], machine.VisibleBias!.Sigmoid().ToArray<double>(), (x, y) => Math.Abs(x - y) < 1e-9); // (4 + ½)/5 and (1 + ½)/5
        var gaussian = new RestrictedBoltzmannMachine(2, 3, new GaussianUnits());
        gaussian.FitVisibleBias(data);
        Assert.Equal([1, 0.25], gaussian.VisibleBias!.ToArray<double>());
    }

    [Fact]
    public void What_the_visible_units_cannot_be_is_refused_with_the_units_that_can()
    {
        var cd = new ContrastiveDivergence(epochs: 1);
        Says("sample 1 holds the value 2, but Bernoulli units take 0 to 1. Scale the data (pictures of bytes: divide by 255), or use GaussianUnits", null, [0f, 1, 2, 0]);
        Says("sample 1 holds a value that is not a finite number (element 1)", null, [0f, 1, 1, float.NaN]);
        Says("sample 0 holds the value -1, but rectified units take values from 0 up", new RectifiedUnits(), [-1f, 1, 1, 0]);
        Says("sample 0 holds the value 4, but binomial units of 3 trials take 0 to 3", new BinomialUnits(3), [4f, 1, 1, 0]);
        Says("sample 1 holds a group of 2 softmax units, 0 to 1, whose values are no probabilities that add up to 1", new SoftmaxUnits(2), [0f, 1, 1, 1]);
        Says("at least one, but got [0, 2]", null, []);

        void Says(string text, UnitType? units, float[] values)
        {
            var machine = new RestrictedBoltzmannMachine(2, 3, units);
            Assert.Contains(text, Assert.Throws<ArgumentException>(() => machine.Fit(Tensor.Wrap(values, [values.Length / 2, 2]), cd)).Message);
        }
    }

    [Fact]
    public void Wrong_shapes_and_arguments_are_refused()
    {
        var machine = new RestrictedBoltzmannMachine(4, 3);
        Assert.Contains("Call Fit(data, estimator)", Assert.Throws<InvalidOperationException>(() => machine.Sample(1)).Message);
        Assert.Contains("expects samples of shape [4] or of as many elements, but got [5]", Assert.Throws<ShapeException>(() => machine.Encode(Tensor.Zeros([2, 5]))).Message);
        machine.Build([4]);
        Assert.Contains("decodes codes [batch, 3], but got [2, 4]", Assert.Throws<ShapeException>(() => machine.Decode(Tensor.Zeros([2, 4]))).Message);
        Assert.Contains("An empty chain draws nothing", Assert.Throws<ArgumentOutOfRangeException>(() => machine.Sample(0)).Message);
        var units = new GaussianUnits();
        Assert.Contains("make two objects", Assert.Throws<ArgumentException>(() => new RestrictedBoltzmannMachine(4, 3, units, units)).Message);
        Assert.Contains("for visible units only", Assert.Throws<ArgumentException>(() => new RestrictedBoltzmannMachine(4, 3, null, new GaussianUnits(learned: true))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RestrictedBoltzmannMachine(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianUnits(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinomialUnits(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxUnits(1));
    }

    private static Tensor Visible(RestrictedBoltzmannMachine machine) => machine.VisibleUnits is GaussianUnits
        ? RandomOps.Normal([6, machine.Visible], 0, 1.5, new RandomStream(2), DType.Float64)
        : Enumeration.States(machine.VisibleUnits, machine.Visible);
}
