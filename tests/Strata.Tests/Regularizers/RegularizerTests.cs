using Strata.Autograd;
using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Regularizers;

public class RegularizerTests
{
    private static readonly double[] s_weights = [3, -4, 0.3, 0.4];
    private static readonly Tensor s_inputs = Tensor.Wrap([1, 2, -1, 0.5], [2, 2]);
    private static readonly Tensor s_targets = Tensor.Wrap([1, 0, 0, 1.0], [2, 2]);

    public static TheoryData<Regularizer, double> Penalties => new()
    {
        { new L1(0.5), 0.5 * 7.7 },
        { new L2(0.5), 0.25 * 25.25 },
        { new Elastic(0.5, 0.1), (0.5 * 7.7) + (0.05 * 25.25) },
        { new Orthogonality(0.5), 0.5 * ((24 * 24) + (0.75 * 0.75) + (2 * 0.7 * 0.7)) }, // W Wᵀ is 25, -0.7 / -0.7, 0.25
    };

    [Theory]
    [MemberData(nameof(Penalties), DisableDiscoveryEnumeration = true)]
    public void Penalties_have_their_value_and_gradient(Regularizer regularizer, double value)
    {
        Tensor w = Tensor.Wrap((double[])s_weights.Clone(), [2, 2]);
        Assert.Equal(value, regularizer.Penalty(w)!.ToScalar(), 1e-14);
        GradientCheck.Verify(x => regularizer.Penalty(x[0])!, [w]);
        regularizer.Constrain(w);
        Assert.Equal(s_weights, w.ToArray<double>());
    }

    [Fact]
    public void Orthogonality_takes_the_smaller_product_and_is_zero_where_the_weights_are_orthogonal()
    {
        Tensor wide = RandomOps.Normal([2, 3, 2], 0, 1, new RandomStream(1), DType.Float64), tall = wide.Reshape([2, 6]).Transpose();
        Assert.Equal(new Orthogonality(2).Penalty(wide)!.ToScalar(), new Orthogonality(2).Penalty(tall)!.ToScalar(), 1e-12);
        GradientCheck.Verify(x => new Orthogonality(2).Penalty(x[0])!, [tall]);
        Tensor orthogonal = new Strata.Initializers.Orthogonal().Create([5, 3], 3, 5, new RandomStream(2), DType.Float64);
        Assert.Equal(0, new Orthogonality(1).Penalty(orthogonal)!.ToScalar(), 1e-25);

        // dλ‖WWᵀ - I‖² / dW = 4 λ (WWᵀ - I) W.
        Tensor w = wide.Reshape([2, 6]), gradient = Differentiation.Gradient(x => new Orthogonality(2).Penalty(x[0])!, w)[0];
        Tensor expected = (w.MatMul(w, transposeB: true) - Tensor.Wrap([1.0, 0, 0, 1], [2, 2])).MatMul(w) * 8.0;
        Assert.Equal(expected.ToArray<double>(), gradient.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-10);
    }

    [Fact]
    public void Max_norm_shortens_the_units_that_are_too_long_and_no_other()
    {
        Tensor w = Tensor.Wrap((double[])s_weights.Clone(), [2, 2]);
        new MaxNorm(2.5).Constrain(w);
        Assert.Equal([1.5, -2, 0.3, 0.4], w.ToArray<double>());
        Assert.Null(new MaxNorm(2.5).Penalty(w));
        Assert.StartsWith("The limit of a norm must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new MaxNorm(0)).Message);
    }

    [Fact]
    public void Unit_norm_makes_all_units_of_length_one_but_those_of_zeros()
    {
        Tensor w = Tensor.Wrap([3f, -4, 0, 0, 0.3f, 0.4f], [3, 2, 1]);
        new UnitNorm().Constrain(w);
        Assert.Equal([0.6f, -0.8f, 0, 0, 0.6f, 0.8f], w.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void L2_in_the_loss_is_the_optimizers_weight_decay()
    {
        (double plain, double[] decayed) = Step(new Sgd(0.1, weightDecay: 0.3));
        (double penalized, double[] regularized) = Step(new Sgd(0.1), new L2(0.3));
        Assert.Equal(decayed, regularized, (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal(plain + (0.15 * 25.25), penalized, 1e-13);
    }

    [Fact]
    public void Constraints_hold_after_the_update()
    {
        (_, double[] free) = Step(new Sgd(1));
        (_, double[] bound) = Step(new Sgd(1), new MaxNorm(1));
        double[] expected = [.. free.Chunk(2).SelectMany(row => row.Select(x => x / Math.Max(1, Math.Sqrt(row.Sum(y => y * y)))))];
        Assert.Equal(expected, bound, (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.NotEqual(free, bound);
    }

    [Fact]
    public void Biases_frozen_and_unchosen_parameters_are_left_alone()
    {
        var layer = new Dense(2, biasInitializer: new Constant(5));
        var step = new TrainStep(layer, new Sgd(1e-30), new SquaredError()) { Regularizers = { new MaxNorm(1e-3) } };
        step.Run(s_inputs.To(DType.Float32), s_targets.To(DType.Float32));
        Assert.All(layer.Bias!.Value.ToArray<float>(), x => Assert.Equal(5, x));
        Assert.InRange(Math.Sqrt(layer.Weight!.Value.Square().Sum().ToScalar()), 0, 2e-3);

        step.Regularizers.Clear();
        step.Regularizers.Add(new MaxNorm(1) { AppliesTo = p => p == layer.Bias });
        float[] weight = layer.Weight.Value.ToArray<float>();
        step.Run(s_inputs.To(DType.Float32), s_targets.To(DType.Float32));
        Assert.Equal(weight, layer.Weight.Value.ToArray<float>());
        Assert.All(layer.Bias.Value.ToArray<float>(), x => Assert.Equal(1, x));

        layer.Bias.IsTrainable = false;
        step.Regularizers.Add(new MaxNorm(0.5) { AppliesTo = _ => true });
        step.Run(s_inputs.To(DType.Float32), s_targets.To(DType.Float32));
        Assert.All(layer.Bias.Value.ToArray<float>(), x => Assert.Equal(1, x));
    }

    [Fact]
    public void Strengths_are_not_negative()
    {
        Refused("strength", () => new L1(-1));
        Refused("strength", () => new L2(double.NaN));
        Refused("l1", () => new Elastic(-1, 0));
        Refused("l2", () => new Elastic(0, double.PositiveInfinity));

        static void Refused(string name, Func<object> make) => Assert.StartsWith(
            $"The {name} of a regularizer must be zero or a positive number.", Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }

    // The loss of one step from the fixed weights, and the weights after it.
    private static (double Loss, double[] Weights) Step(Optimizer optimizer, params Regularizer[] regularizers)
    {
        var layer = new Dense(2, bias: false, weightInitializer: new GivenValues(Tensor.Wrap((double[])s_weights.Clone(), [2, 2])));
        layer.Build([2], new RandomStream(0), DType.Float64);
        var step = new TrainStep(layer, optimizer, new SquaredError());
        foreach (Regularizer regularizer in regularizers)
        {
            step.Regularizers.Add(regularizer);
        }
        return (step.Run(s_inputs, s_targets), layer.Weight!.Value.ToArray<double>());
    }
}
