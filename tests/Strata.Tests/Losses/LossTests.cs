using Strata.Autograd;
using Strata.Losses;
using Strata.Tensors;

namespace Strata.Tests.Losses;

public class LossTests
{
    private static readonly double[] s_output = [1, -2, 0.5, 0.3, 4, -1];
    private static readonly double[] s_penalties = [1, 4, 0.25, 0.09, 16, 1];
    private static readonly Tensor s_labels = Tensor.Wrap([2, 0]);
    private static readonly Tensor s_dense = Tensor.Wrap([0, 1, 0.25, 1, 0, 0.5], [2, 3]);
    private static readonly Tensor s_probabilities = Tensor.Wrap([0.2, 0.3, 0.5, 1, 0, 0], [2, 3]);
    private static readonly double[] s_weights = [2, 0.5, 1];

    // Value and gradient from PyTorch 1.13 in float64: F.mse_loss(z, t); 0.5 * ((z - t) ** 2).sum() / 2; F.cross_entropy(z, labels) and
    // F.cross_entropy(z, p) with p = .2 .3 .5 / 1 0 0; F.binary_cross_entropy_with_logits(z, t); F.multi_margin_loss(z, labels) * 3, which divides by
    // the classes; clamp(1 - t y, 0).mean(); and equation 9 written with torch.exp and torch.log, with j = 0.1.
    // F.l1_loss(z, t); F.huber_loss(z, t, delta=2.5) and 0.6; torch.log(torch.cosh(z - t)).mean(); F.nll_loss(z, labels) and -(p * z).sum() / 2;
    // F.kl_div(F.log_softmax(z, 1), p, reduction='batchmean'); F.cross_entropy with label_smoothing=0.1, with weight=(2, .5, 1) and reduction='sum', over 2,
    // and with both; F.multi_margin_loss(z, labels, p=2) * 3.
    public static TheoryData<Loss, double[], Tensor, double, double[]> Values => new()
    {
        { new MeanSquaredError(), s_output, s_dense, 4.800416666666666, [0.333333333333, -1.0, 0.083333333333, -0.233333333333, 1.333333333333, -0.5] },
        { new SquaredError(), s_output, s_dense, 7.200625, [0.5, -1.5, 0.125, -0.35, 2.0, -0.75] },
        {
            new SoftmaxCrossEntropy(), s_output, s_labels, 2.3677868025842597,
            [0.301874448074, 0.015029443785, -0.316903891859, -0.488015293297, 0.48474907969, 0.003266213607]
        },
        {
            new SoftmaxCrossEntropy(), s_output, s_probabilities, 2.6927868025842594,
            [0.201874448074, -0.134970556215, -0.066903891859, -0.488015293297, 0.48474907969, 0.003266213607]
        },
        {
            new SigmoidCrossEntropy(), s_output, s_dense, 1.6125055904409766,
            [0.121843096438, -0.146799512996, 0.0620765552, -0.070926247198, 0.163668965006, -0.038509763105]
        },
        { new Hinge(), s_output, s_labels, 3.0999999999999996, [0.5, 0.0, -0.5, -0.5, 0.5, 0.0] },
        {
            new LeCunMap(), s_penalties, s_labels, 0.9249189565033671,
            [-0.088866925785, -0.00442442371, 0.311868716636, 0.291020063667, -2.5732e-08, -0.084119486711]
        },
        {
            new AbsoluteError(), s_output, s_dense, 1.7416666666666665,
            [0.166666666667, -0.166666666667, 0.166666666667, -0.166666666667, 0.166666666667, -0.166666666667]
        },
        { new Huber(2.5), s_output, s_dense, 2.191875, [0.166666666667, -0.416666666667, 0.041666666667, -0.116666666667, 0.416666666667, -0.25] },
        { new Huber(0.6), s_output, s_dense, 0.8752083333333335, [0.1, -0.1, 0.041666666667, -0.1, 0.1, -0.1] },
        {
            new LogCosh(), s_output, s_dense, 1.1939896274777042,
            [0.126932359326, -0.165842458948, 0.040819777067, -0.100727962853, 0.16655488329, -0.150858042274]
        },
        { new NegativeLogLikelihood(), s_output, s_labels, -0.4, [0, 0, -0.5, -0.5, 0, 0] },
        { new NegativeLogLikelihood(), s_output, s_probabilities, -0.07500000000000001, [-0.1, -0.15, -0.25, -0.5, 0, 0] },
        {
            new KullbackLeibler(), s_output, s_probabilities, 2.177960295551973,
            [0.201874448074, -0.134970556215, -0.066903891859, -0.488015293297, 0.48474907969, 0.003266213607]
        },
        {
            new SoftmaxCrossEntropy(labelSmoothing: 0.1), s_output, s_labels, 2.3611201359175933,
            [0.285207781408, -0.001637222882, -0.283570558526, -0.454681959963, 0.468082413023, -0.01340045306]
        },
        {
            new SoftmaxCrossEntropy(classWeights: s_weights), s_output, s_labels, 4.233275153997377,
            [0.301874448074, 0.015029443785, -0.316903891859, -0.976030586594, 0.96949815938, 0.006532427214]
        },
        {
            new SoftmaxCrossEntropy(0.1, s_weights), s_output, s_labels, 4.08118943223247,
            [0.273572355542, 0.006946601181, -0.280518956723, -0.910362645486, 0.920769069406, -0.01040642392]
        },
        {
            new SoftmaxCrossEntropy(0.1, s_weights), s_output, s_probabilities, 4.182542862535172,
            [0.107156705706, -0.059877073848, -0.047279631857, -0.910362645486, 0.920769069406, -0.01040642392]
        },
        { new SquaredHinge(), s_output, s_labels, 12.17, [1.5, 0, -1.5, -4.7, 4.7, 0] },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Values_and_gradients_are_those_of_pytorch(Loss loss, double[] output, Tensor target, double value, double[] gradient)
    {
        Tensor z = Tensor.Wrap((double[])output.Clone(), [2, 3]);
        z.RequiresGradient = true;
        Tensor e = loss.Forward(z, target);
        e.Backward();
        Assert.Equal(0, e.Rank);
        Assert.Equal(value, e.ToScalar(), 1e-11);
        Assert.Equal(gradient, z.Gradient!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Gradients_are_those_of_central_differences(Loss loss, double[] output, Tensor target, double value, double[] gradient)
    {
        Assert.True(double.IsFinite(value) && gradient.Length == output.Length);
        GradientCheck.Verify(x => loss.Forward(x[0], target), [Tensor.Wrap((double[])output.Clone(), [2, 3])]);
    }

    [Fact]
    public void Squared_hinge_of_two_classes_squares_the_violations()
    {
        Tensor y = Tensor.Wrap([0.4, -2, 1.5, 0.2], [4, 1]);
        y.RequiresGradient = true;
        Tensor e = new SquaredHinge().Forward(y, Tensor.Wrap([1f, 1, -1, -1]));
        e.Backward();
        Assert.Equal(4.2625, e.ToScalar(), 1e-11);
        Assert.Equal([-0.3, -1.5, 1.25, 0.6], y.Gradient!.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Fact]
    public void Hinge_of_two_classes_takes_targets_of_either_rank()
    {
        Tensor y = Tensor.Wrap([0.4, -2, 1.5, 0.2], [4, 1]);
        y.RequiresGradient = true;
        Tensor e = new Hinge().Forward(y, Tensor.Wrap([1f, 1, -1, -1]));
        e.Backward();
        Assert.Equal(1.825, e.ToScalar(), 1e-11);
        Assert.Equal([-0.25, -0.25, 0.25, 0.25], y.Gradient!.ToArray<double>());
        Assert.Equal(1.825, new Hinge().Forward(y, Tensor.Wrap([1.0, 1, -1, -1], [4, 1])).ToScalar(), 1e-11);
    }

    [Fact]
    public void Extreme_outputs_overflow_nowhere()
    {
        Tensor z = Tensor.Wrap([1e4f, -1e4f], [1, 2]), first = Tensor.Wrap([0]), second = Tensor.Wrap([1]);
        Assert.Equal((0, 2e4), (new SoftmaxCrossEntropy().Forward(z, first).ToScalar(), new SoftmaxCrossEntropy().Forward(z, second).ToScalar()));
        Assert.Equal(1e4, new SigmoidCrossEntropy().Forward(z, Tensor.Wrap([0f, 0], [1, 2])).ToScalar() * 2);
        Assert.Equal(1e4 - Math.Log(2), new LogCosh().Forward(z, Tensor.Wrap([0f, 0], [1, 2])).ToScalar(), 2);
        Assert.Equal((0, 2e4), (new KullbackLeibler().Forward(z, first).ToScalar(), new KullbackLeibler().Forward(z, second).ToScalar()));
        Tensor penalties = Tensor.Wrap([1e4f, 2e4f], [1, 2]);
        Assert.Equal(1e4 - 0.1, new LeCunMap().Forward(penalties, first).ToScalar(), 2);
        Assert.Equal([1f, 0f], new LeCunMap().Predictions(penalties).ToArray<float>());
    }

    [Fact]
    public void Lecuns_criterion_is_the_cross_entropy_of_negative_penalties_with_one_more_class()
    {
        Tensor y = Tensor.Wrap((double[])s_penalties.Clone(), [2, 3]);
        Tensor logits = Tensor.Wrap([-1, -4, -0.25, -3, -0.09, -16, -1, -3], [2, 4]);
        Assert.Equal(new SoftmaxCrossEntropy().Forward(logits, s_labels).ToScalar(), new LeCunMap(rubbish: 3).Forward(y, s_labels).ToScalar(), 1e-11);
        Assert.StartsWith("The penalty of the class of rubbish must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new LeCunMap(0)).Message);
    }

    [Fact]
    public void Predictions_are_what_the_output_means()
    {
        Tensor z = Tensor.Wrap([0, Math.Log(3)], [1, 2]);
        Near([0.25, 0.75], new SoftmaxCrossEntropy());
        Near([0.5, 0.75], new SigmoidCrossEntropy());
        Near([0.75, 0.25], new LeCunMap());
        Near([0.25, 0.75], new KullbackLeibler());
        Near([1, 3], new NegativeLogLikelihood());
        Assert.Same(z, new MeanSquaredError().Predictions(z));
        Assert.Same(z, new Hinge().Predictions(z));

        void Near(double[] expected, Loss loss) => Assert.Equal(expected, loss.Predictions(z).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void The_divergence_from_a_distribution_to_itself_is_zero()
        => Assert.Equal(0, new KullbackLeibler().Forward(Tensor.Wrap([Math.Log(0.25), Math.Log(0.75)], [1, 2]), Tensor.Wrap([0.25, 0.75], [1, 2])).ToScalar(), 1e-15);

    [Fact]
    public void Numbers_out_of_their_ranges_are_refused_by_name()
    {
        Refused("The delta of Huber's loss must be a positive number.", () => new Huber(0));
        Refused("Label smoothing is from 0 to below 1.", () => new SoftmaxCrossEntropy(1));
        Refused("A class weight must be zero or a positive number.", () => new SoftmaxCrossEntropy(classWeights: [1, -1]));
        Assert.Equal("There are 2 class weights, but the model's output is [2, 3].", Assert.Throws<ArgumentException>(
            () => new SoftmaxCrossEntropy(classWeights: [1, 1]).Forward(Tensor.Zeros([2, 3]), s_labels)).Message);

        static void Refused(string message, Func<object> make) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }
}
