using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Layers;

/// <summary>Layers that add to the loss of a training step.</summary>
public class ActivityPenaltyTests
{
    private static readonly Tensor s_input = Tensor.Wrap([0.1, 0.6, -0.3, 0.5, 0.2, 0.4], [2, 3]);

    private static Tensor Penalty(Layer layer, Tensor x)
    {
        ForwardContext context = ForwardContext.Training(new RandomStream(0));
        Assert.Same(x, layer.Forward(x, context));
        return Assert.Single(context.Penalties);
    }

    [Fact]
    public void Activity_l1_is_the_sum_over_a_sample_averaged_over_the_batch()
    {
        Assert.Equal(2 * 2.1 / 2, Penalty(new ActivityL1(2), s_input).ToScalar(), 1e-14);
        GradientCheck.Verify(x => Penalty(new ActivityL1(2), x[0]), [s_input]);
    }

    [Fact]
    public void Kl_sparsity_compares_each_units_mean_with_the_target()
    {
        Tensor x = Tensor.Wrap([0.1, 0.6, 0.3, 0.5, 0.2, 0.3], [2, 3]); // means 0.3, 0.4, 0.3
        double expected = 3 * ((2 * Divergence(0.2, 0.3)) + Divergence(0.2, 0.4));
        Assert.Equal(expected, Penalty(new KlSparsity(0.2, 3), x).ToScalar(), 1e-13);
        Assert.Equal(0, Penalty(new KlSparsity(0.3), Tensor.Full([2, 3], 0.3, DType.Float64)).ToScalar(), 1e-15);
        GradientCheck.Verify(v => Penalty(new KlSparsity(0.2, 3), v[0]), [x]);

        // A mean outside (0, 1) has a finite penalty and no gradient.
        Assert.InRange(Penalty(new KlSparsity(0.2), Tensor.Full([2, 1], -1, DType.Float64)).ToScalar(), 1, 10);
        Assert.Equal([0.0, 0], Differentiation.Gradient(v => Penalty(new KlSparsity(0.2), v[0]), Tensor.Full([2, 1], 2, DType.Float64))[0].ToArray<double>());

        static double Divergence(double p, double q) => (p * Math.Log(p / q)) + ((1 - p) * Math.Log((1 - p) / (1 - q)));
    }

    [Fact]
    public void Predictions_have_no_penalty()
    {
        new ActivityL1(1).Forward(s_input, ForwardContext.Inference);
        Assert.Empty(ForwardContext.Inference.Penalties);
        Assert.False(ForwardContext.Inference.TakesPenalties);
        Assert.True(ForwardContext.Deterministic().TakesPenalties);
        Assert.False(ForwardContext.Deterministic().IsTraining);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void A_training_step_adds_them_to_its_loss_and_its_gradients(int? partSize)
    {
        double[] Weights(Layer penalty, out double loss)
        {
            var model = new Sequential(new Dense(3), new Residual(penalty), new Dense(2));
            model.Build([3], new RandomStream(1), DType.Float64);
            loss = new TrainStep(model, new Sgd(0.1), new SquaredError(), partSize: partSize).Run(s_input, Tensor.Zeros([2, 2], DType.Float64));
            return model.Parameters()[0].Value.Value.ToArray<double>();
        }

        double[] plain = Weights(new ActivityL1(0), out double loss), pushed = Weights(new ActivityL1(0.5), out double more);
        var first = new Dense(3);
        first.Build([3], new RandomStream(1).Split(0), DType.Float64);
        Assert.Equal(0.25 * first.Forward(s_input).Abs().Sum().ToScalar(), more - loss, 1e-12);
        double[] expected = Differentiation.Gradient(w => s_input.MatMul(w[0], transposeB: true).Abs().Sum() * 0.25, first.Weight!.Value)[0].ToArray<double>();
        Assert.Equal(expected, plain.Zip(pushed, (a, b) => (a - b) / 0.1), (a, b) => Math.Abs(a - b) < 1e-10);
    }

    [Fact]
    public void Numbers_out_of_their_ranges_and_penalties_that_are_no_scalars_are_refused()
    {
        Refused("The strength of an activity penalty must be zero or a positive number.", () => new ActivityL1(-1));
        Refused("The strength of an activity penalty must be zero or a positive number.", () => new KlSparsity(strength: double.NaN));
        Refused("The target of a sparsity penalty is a mean activity between 0 and 1.", () => new KlSparsity(0));
        Assert.StartsWith("A penalty is a scalar, but this one has shape [2, 3]. Reduce it with Sum() or Mean().",
            Assert.Throws<ArgumentException>(() => ForwardContext.Training(new RandomStream(0)).AddPenalty(s_input)).Message);

        static void Refused(string message, Func<object> make) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }
}
