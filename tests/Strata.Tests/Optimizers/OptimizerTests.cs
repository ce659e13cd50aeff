using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Tests.Optimizers;

public class OptimizerTests
{
    // From PyTorch 1.13 in float64: five steps from 1, -0.5, 2 on (w ** 2).sum() / 2 + sin(3 w).sum() with torch.optim.SGD(lr=0.1), Adam and
    // RMSprop(lr=0.01), Adagrad, Adadelta, AdamW, NAdam and Rprop and the settings that stand here (Adadelta's rho is 0.95, Zeiler's, not PyTorch's 0.9).
    // PyTorch 1.13's NAdam has μₜ twice in the product up to t + 1, and keeps the product in float32; so Nadam's numbers are from Dozat's rule written in
    // NumPy in float64, which ends where PyTorch does, within 1e-9, once μₜ is put in twice there too.
    public static TheoryData<Optimizer, double[]> Values => new()
    {
        { new Sgd(0.1), [1.407851515774, -0.471043170896, 1.407962744455] },
        { new Sgd(0.1, weightDecay: 0.05), [1.399964757578, -0.468672132155, 1.400095337129] },
        { new Sgd(0.1, momentum: 0.9, weightDecay: 0.05), [1.295855163789, -0.493487115545, 0.104362534081] },
        { new Sgd(0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05), [1.398230728406, -0.468670003348, 1.474141956141] },
        { new RmsProp(0.01), [1.105639503729, -0.47103647827, 1.89536425878] },
        { new RmsProp(0.01, rho: 0.8, epsilon: 1e-3, weightDecay: 0.05), [1.078191696381, -0.468671096679, 1.922304282356] },
        { new Adam(0.01), [1.049996313684, -0.45904545208, 1.950036722982] },
        { new Adam(0.01, 0.8, 0.99, 1e-3, 0.05), [1.049963756042, -0.459617450247, 1.950082229554] },
        { new AdaGrad(0.1), [1.291887990839, -0.470596931565, 1.704083754132] },
        { new AdaGrad(0.1, epsilon: 1e-3, weightDecay: 0.05), [1.290351211743, -0.468122822303, 1.703759370159] },
        { new AdaDelta(), [1.022791171525, -0.482002173139, 1.977309976959] },
        { new AdaDelta(0.5, 0.8, 1e-3, 0.05), [1.185018691477, -0.467130010191, 1.817040179251] },
        { new AdamW(0.01), [1.04948655003, -0.458905097564, 1.949047769318] },
        { new AdamW(0.01, 0.8, 0.99, 1e-3, 0.5), [1.024727232214, -0.45511309691, 1.901170447214] },
        { new Nadam(0.01), [1.040477150026, -0.472200203417, 1.959708456268] },
        { new Nadam(0.01, 0.8, 0.99, 1e-3, 0.1, 0.05), [1.045275136582, -0.469195297069, 1.954920539983] },
        { new Rprop(), [1.074416, -0.4708, 1.925584] },
        { new Rprop(0.2, 0.4, 1.5, 0.05, 0.3), [1.38, -0.5, 1.32] },
    };

    // The same, twelve steps: by then Rprop's steps have grown, shrunk and met their limits, and Nadam's momentum has moved.
    public static TheoryData<Optimizer, double[]> LongerValues => new()
    {
        { new AdaGrad(0.1), [1.387311664482, -0.471043221928, 1.555184491134] },
        { new AdaDelta(0.5, 0.8, 1e-3, 0.05), [1.35857364688, -0.48532170968, 1.604035335003] },
        { new AdamW(0.01, 0.8, 0.99, 1e-3, 0.5), [1.058234035137, -0.4719918524, 1.769227784824] },
        { new Nadam(0.01, 0.8, 0.99, 1e-3, 0.1, 0.05), [1.110070193981, -0.467896096557, 1.890825112804] },
        { new Rprop(), [1.395805022413, -0.472528, 1.604194977587] },
        { new Rprop(0.2, 0.4, 1.5, 0.05, 0.3), [1.38, -0.5, 1.445] },
    };

    // The same, after each of five steps, with PyTorch's defaults but for the settings that stand here.
    public static TheoryData<Optimizer, double[][]> EachStep => new()
    {
        {
            new AdaGrad(0.1),
            [
                [1.09999999999, -0.400000000035, 1.9], [1.16869948537, -0.492235665118, 1.83300543521], [1.22032558124, -0.465056026609, 1.78143509611],
                [1.26038713224, -0.472672139304, 1.73941055731], [1.29188799084, -0.470596931565, 1.70408375413],
            ]
        },
        {
            new AdaDelta(),
            [
                [1.00447212443, -0.495528403916, 1.99552786592], [1.00900227363, -0.491385912173, 1.9910060013], [1.01357157508, -0.487734492781, 1.98645580238],
                [1.01817003838, -0.484613989089, 1.98188820646], [1.02279117152, -0.482002173139, 1.97730997696],
            ]
        },
        {
            new RmsProp(0.01),
            [
                [1.03162277153, -0.468377258146, 1.96837722545], [1.05453740074, -0.471414716345, 1.94571732136], [1.07360625457, -0.470968239764, 1.92692704458],
                [1.09039630237, -0.471063143713, 1.91039211136], [1.10563950373, -0.47103647827, 1.89536425878],
            ]
        },
        {
            new Adam(0.01),
            [
                [1.00999999995, -0.490000000347, 1.99000000002], [1.02000017952, -0.480319236056, 1.98000202369], [1.03000017797, -0.471439330801, 1.97000763756],
                [1.03999926157, -0.464101843857, 1.96001857233], [1.04999631368, -0.45904545208, 1.95003672298],
            ]
        },
    };

    [Theory]
    [MemberData(nameof(EachStep), DisableDiscoveryEnumeration = true)]
    public void Every_step_is_pytorchs(Optimizer optimizer, double[][] expected)
    {
        var w = new Parameter("w", Tensor.Wrap([1, -0.5, 2]));
        foreach (double[] row in expected)
        {
            Learn(optimizer, w);
            Assert.Equal(row, w.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Five_steps_end_where_pytorchs_do(Optimizer optimizer, double[] expected) => Learn(optimizer, 5, expected);

    [Theory]
    [MemberData(nameof(LongerValues), DisableDiscoveryEnumeration = true)]
    public void Twelve_steps_end_where_pytorchs_do(Optimizer optimizer, double[] expected) => Learn(optimizer, 12, expected);

    [Fact]
    public void The_rate_follows_the_schedule_and_the_parameters_own_multiple()
    {
        var optimizer = new Sgd(new Piecewise(0.5, (1, 0.25)));
        Parameter w = new("w", Tensor.Wrap([1.0])), b = new("b", Tensor.Wrap([1.0])) { RateMultiplier = 2 };
        foreach (double expected in (double[])[0.5, 0.25])
        {
            (double w0, double b0) = (w.Value.ToScalar(), b.Value.ToScalar());
            (w.Gradient, b.Gradient) = (Tensor.Wrap([1.0]), Tensor.Wrap([1.0]));
            optimizer.Step([w, b]);
            Assert.Equal((expected, 2 * expected), (w0 - w.Value.ToScalar(), b0 - b.Value.ToScalar()));
        }
    }

    [Fact]
    public void Gradients_are_dropped_and_frozen_or_unused_parameters_stay()
    {
        var optimizer = new Sgd(1, weightDecay: 0.5);
        Parameter used = new("used", Tensor.Wrap([1.0])), frozen = new("frozen", Tensor.Wrap([1.0])), unused = new("unused", Tensor.Wrap([1.0]));
        frozen.IsTrainable = false;
        (used.Gradient, frozen.Gradient) = (Tensor.Wrap([0.25]), Tensor.Wrap([0.25]));
        optimizer.Step([used, frozen, unused]);
        Assert.Equal((0.25, 1, 1), (used.Value.ToScalar(), frozen.Value.ToScalar(), unused.Value.ToScalar()));
        Assert.Null(used.Gradient);
        Assert.Null(frozen.Gradient);
    }

    [Fact]
    public void Models_that_learn_together_move_together_and_what_they_share_moves_once()
    {
        Dense shared = new(1, bias: false), own = new(1, bias: false), other = new(1, bias: false);
        Sequential first = new(shared, own), second = new(shared);
        first.Build([1]);
        other.Build([1]);
        foreach (Dense layer in (Dense[])[shared, own, other])
        {
            layer.Weight!.Value.AsSpan<float>()[0] = 1;
            layer.Weight.Gradient = Tensor.Full([1, 1], 0.25);
        }
        var optimizer = new Sgd(1);
        optimizer.Step(first, second);
        Assert.Equal((0.75, 0.75, 1), (shared.Weight!.Value.ToScalar(), own.Weight!.Value.ToScalar(), other.Weight!.Value.ToScalar()));
        Assert.Null(shared.Weight.Gradient);
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void A_state_made_inside_a_steps_scope_outlives_it()
    {
        var w = new Parameter("w", Tensor.Wrap([1, -0.5, 2]));
        var optimizer = new Sgd(0.1, momentum: 0.9);
        for (int step = 0; step < 2; step++)
        {
            using var scope = new TensorScope();
            Learn(optimizer, w);
        }
        Assert.All(w.Value.ToArray<double>(), x => Assert.True(double.IsFinite(x)));
    }

    [Fact]
    public void Numbers_out_of_their_ranges_are_refused_by_name()
    {
        Refused("A learning rate must be a positive number.", () => new Sgd(0));
        Refused("A learning rate must be a positive number.", () => new Adam(-0.1));
        Refused("A learning rate must be a positive number.", () => new RmsProp(double.NaN));
        Refused("Weight decay must be zero or a positive number.", () => new Sgd(0.1, weightDecay: -1));
        Refused("The momentum of an optimizer is from 0 to below 1.", () => new Sgd(0.1, momentum: 1));
        Refused("The rho of an optimizer is from 0 to below 1.", () => new RmsProp(0.1, rho: -0.1));
        Refused("The epsilon of an optimizer must be a positive number.", () => new RmsProp(0.1, epsilon: 0));
        Refused("The beta1 of an optimizer is from 0 to below 1.", () => new Adam(0.1, beta1: 1));
        Refused("The beta2 of an optimizer is from 0 to below 1.", () => new Adam(0.1, beta2: double.NaN));
        Refused("The epsilon of an optimizer must be a positive number.", () => new Adam(0.1, epsilon: double.PositiveInfinity));
        Refused("The epsilon of an optimizer must be a positive number.", () => new AdaGrad(epsilon: 0));
        Refused("The rho of an optimizer is from 0 to below 1.", () => new AdaDelta(rho: 1));
        Refused("Weight decay must be zero or a positive number.", () => new AdamW(weightDecay: -1));
        Refused("The warmUp of an optimizer must be a positive number.", () => new Nadam(warmUp: 0));
        Refused("The shrink of an optimizer is from 0 to below 1.", () => new Rprop(shrink: 1));
        Refused("The grow of an optimizer must be a number from 1 on.", () => new Rprop(grow: 0.9));
        Refused("most ('0.1') must be greater than or equal to '1'.", () => new Rprop(least: 1, most: 0.1));
        Assert.StartsWith("Nesterov's form needs a momentum above zero, such as 0.9.",
            Assert.Throws<ArgumentException>(() => new Sgd(0.1, nesterov: true)).Message);

        static void Refused(string message, Func<object> make) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }

    private static void Learn(Optimizer optimizer, int steps, double[] expected)
    {
        var w = new Parameter("w", Tensor.Wrap([1, -0.5, 2]));
        for (int step = 0; step < steps; step++)
        {
            Learn(optimizer, w);
        }
        Assert.Equal(expected, w.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-11);
        Assert.Equal(steps, optimizer.Steps);
    }

    private static void Learn(Optimizer optimizer, Parameter w)
    {
        Tensor x = w;
        ((x.Square().Sum() * 0.5) + (3 * x).Sin().Sum()).Backward();
        optimizer.Step([w]);
    }
}
