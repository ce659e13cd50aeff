using Strata.Initializers;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Regularizers;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Tests.Training;

public class DiagnosisTests
{
    private static Dense Given(int units, double[] weights) => new(units, bias: false, new GivenValues(Tensor.Wrap(weights, [units, weights.Length / units])));

    private static Sequential Built(Shape sample, params Layer[] layers)
    {
        var model = new Sequential(layers);
        model.Build(sample, new RandomStream(1), DType.Float64);
        return model;
    }

    private static Diagnosis Of(Layer model, Tensor x, int directions = 32)
    {
        Tensor output = model.Forward(x);
        return Diagnosis.Of(model, new MeanSquaredError(), x, Tensor.Zeros(output.Shape, output.DType), directions);
    }

    // E = mean (w x)² over x = 1 and 2 is 2.5 w², and ∂E/∂w = 5 w.
    [Fact]
    public void Gradient_and_values_are_those_by_hand()
    {
        Diagnosis diagnosis = Of(Built([1], Given(1, [3])), Tensor.Wrap([1.0, 2], [2, 1]));
        Assert.Equal(22.5, diagnosis.Loss, 1e-12);
        LayerDiagnosis layer = Assert.Single(diagnosis.Layers);
        Assert.Equal(("0", "Dense", false), (layer.Path, layer.Type, layer.IsActivation));
        Assert.Equal(15, layer.GradientNorm!.Value, 1e-12);
        Assert.Equal((4.5, 1.5), (layer.Output.Mean, layer.Output.StandardDeviation));
        Assert.Equal([3, 3.15, 3.75, 4.5, 5.25, 5.85, 6], layer.Output.Quantiles, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(2, layer.Output.Histogram.Sum() + 2); // both lie outside the central 99 %
        Assert.Null(layer.Saturated);
        Assert.Null(layer.UpdateRatio);
    }

    // As above, and of the penalties ½ · 0.5 w², with the gradient 0.5 w, and 0.1 mean |w x| = 0.15 w, with 0.15.
    [Fact]
    public void Penalties_of_layers_and_on_weights_count()
    {
        Tensor x = Tensor.Wrap([1.0, 2], [2, 1]), y = Tensor.Zeros([2, 1], DType.Float64);
        Diagnosis diagnosis = Diagnosis.Of(
            Built([1], Given(1, [3]), new ActivityL1(0.1)), new MeanSquaredError(), x, y, regularizers: [new L2(0.5), new MaxNorm(1)]);
        Assert.Equal(22.5 + 2.25 + 0.45, diagnosis.Loss, 1e-12);
        Assert.Equal(15 + 1.5 + 0.15, diagnosis.Layers[0].GradientNorm!.Value, 1e-12);
    }

    [Fact]
    public void Rectifiers_without_a_positive_input_are_dead_and_zeros_are_counted()
    {
        // Three units see x, -x and -1 - x², and the last is never above zero.
        Tensor x = Tensor.Wrap([1.0, -1, -2, -1, 1, -2, 2, -2, -5, 3, -3, -10], [4, 3]);
        LayerDiagnosis relu = Of(Built([3], new Relu()), x).Layers.Single();
        Assert.Equal(1.0 / 3, relu.Dead!.Value, 1e-12);
        Assert.Equal(8.0 / 12, relu.Saturated!.Value, 1e-12);
        Assert.True(relu.IsActivation);
    }

    [Fact]
    public void A_dead_channel_is_a_unit_and_single_dark_places_are_not()
    {
        Tensor x = Tensor.Zeros([2, 2, 2, 2], DType.Float64);
        x.AsSpan<double>()[3] = 1; // one place of the first channel, in one of the samples
        LayerDiagnosis relu = Of(Built([2, 2, 2], new Relu()), x).Layers.Single();
        Assert.Equal(0.5, relu.Dead);
        Assert.Equal(15.0 / 16, relu.Saturated);
    }

    // σ(±4.2) is 0.0148 from its limits and σ(±4.1) 0.0163; tanh(2.1) is 0.9705.
    [Fact]
    public void Bounded_functions_saturate_within_three_half_percent_of_their_limits()
    {
        Tensor x = Tensor.Wrap([4.2, -4.2, 4.1, 0, 5, 1, -9, 2], [4, 2]);
        LayerDiagnosis sigmoid = Of(Built([2], new Sigmoid()), x).Layers.Single();
        Assert.Equal((0.5, 0.0), (sigmoid.Saturated, sigmoid.Dead));
        LayerDiagnosis tanh = Of(Built([1], new Tanh()), Tensor.Wrap([2.1, -2.2, 9], [3, 1])).Layers.Single();
        Assert.Equal((1.0, 1.0), (tanh.Saturated, tanh.Dead));
        LayerDiagnosis elu = Of(Built([1], new Elu()), Tensor.Wrap([-4.3, 9, -4.1], [3, 1])).Layers.Single();
        Assert.Equal(1.0 / 3, elu.Saturated!.Value, 1e-12);
        Assert.Null(Of(Built([1], new LeakyRelu()), Tensor.Wrap([-4.3], [1, 1])).Layers.Single().Saturated);
    }

    // A product's rank is at most that of its narrowest factor.
    [Fact]
    public void The_rank_falls_at_a_bottleneck_and_never_rises_again()
    {
        Sequential model = Built([6], new Dense(8), new Tanh(), new Dense(2), new Dense(7), new Sigmoid(), new Dense(1));
        Diagnosis diagnosis = Of(model, RandomOps.Uniform([5, 6], -1, 1, new RandomStream(4), DType.Float64));
        Assert.Equal([6, 6, 2, 2, 2, 1], diagnosis.Layers.Select(layer => layer.JacobianRank!.Value));
        Assert.All(diagnosis.Layers, layer => Assert.InRange(layer.EffectiveRank!.Value, 1 - 1e-12, layer.JacobianRank!.Value + 1e-12));
        Diagnosis few = Of(model, RandomOps.Uniform([5, 6], -1, 1, new RandomStream(4), DType.Float64), directions: 3);
        Assert.Equal([3, 3, 2, 2, 2, 1], few.Layers.Select(layer => layer.JacobianRank!.Value));
        Assert.All(Of(model, Tensor.Zeros([2, 6], DType.Float64), directions: 0).Layers, layer => Assert.Null(layer.JacobianRank));
    }

    // diag(3, 1): shares 3/4 and 1/4, exp(entropy) = (4/3)^(3/4) 4^(1/4). A dead rectifier lets nothing through.
    [Fact]
    public void The_effective_rank_is_the_exponential_of_the_entropy_of_singular_values()
    {
        Diagnosis diagnosis = Of(Built([2], Given(2, [3, 0, 0, 1]), new Relu()), Tensor.Wrap([-1.0, -1], [1, 2]));
        Assert.Equal((2.0, 0.0), (diagnosis.Layers[0].JacobianRank, diagnosis.Layers[1].JacobianRank));
        Assert.Equal(Math.Pow(4.0 / 3, 0.75) * Math.Pow(4, 0.25), diagnosis.Layers[0].EffectiveRank!.Value, 1e-12);
        Assert.Equal(0, diagnosis.Layers[1].EffectiveRank);
    }

    [Fact]
    public void Nested_layers_have_their_paths_and_the_model_is_left_as_it_was()
    {
        var norm = new BatchNorm();
        Sequential model = Built([3], new Residual(new Sequential(norm, new Dense(3), new Dropout(0.5))), new Dense(1) { Name = "last" });
        double[] mean = norm.RunningMean!.ToArray<double>();
        norm.Gamma!.Gradient = Tensor.Ones([3], DType.Float64);
        Diagnosis diagnosis = Of(model, RandomOps.Uniform([5, 3], -1, 1, new RandomStream(4), DType.Float64));
        Assert.Equal(["0.body.0 BatchNorm", "0.body.1 Dense", "0.body.2 Dropout", "0 Residual", "last Dense"], diagnosis.Layers.Select(l => $"{l.Path} {l.Type}"));
        Assert.Equal(mean, norm.RunningMean!.ToArray<double>());
        Assert.Equal([1.0, 1, 1], norm.Gamma.Gradient!.ToArray<double>());
        Assert.Null(model.Parameters()[^1].Value.Gradient);
        Assert.Equal([true, true, false, false, true], diagnosis.Layers.Select(l => l.GradientNorm is not null));
    }

    [Fact]
    public void Recurrent_layers_and_whole_number_inputs_can_be_looked_at()
    {
        Diagnosis diagnosis = Of(Built([4, 2], new Lstm(3, returnSequence: true), new Gru(2)), RandomOps.Uniform([2, 4, 2], -1, 1, new RandomStream(1), DType.Float64));
        Assert.Equal([8, 2], diagnosis.Layers.Select(layer => layer.JacobianRank!.Value)); // of 4 steps of 2 numbers, and of 2 units
        Assert.Equal(
            "Sequential has no weights to look at yet; build it first.",
            Assert.Throws<InvalidOperationException>(() => Diagnosis.Of(new Sequential(new Dense(1)), new MeanSquaredError(), Tensor.Zeros([1, 1]), Tensor.Zeros([1, 1]))).Message);
    }

    [Fact]
    public void What_is_not_finite_is_shown_and_does_not_fail()
    {
        Sequential model = Built([1], Given(1, [1e308]), Given(1, [1e308]));
        Diagnosis diagnosis = Of(model, Tensor.Wrap([1.0, -1], [2, 1]));
        Assert.Equal(double.PositiveInfinity, diagnosis.Loss);
        Assert.Empty(diagnosis.Layers[1].Output.Histogram);
        Assert.Equal((1.0, double.NaN), (diagnosis.Layers[0].JacobianRank, diagnosis.Layers[1].JacobianRank));
        Assert.Contains("NaN", diagnosis.ToTable());
        Assert.DoesNotContain("NaN", DiagnosticsPicture.ToSvg([diagnosis]));
    }

    [Fact]
    public void The_table_has_a_line_for_each_layer_and_no_empty_columns()
    {
        string[] lines = Of(Built([1], Given(1, [3]), new Relu()), Tensor.Wrap([1.0, -0.0001], [2, 1])).ToTable().Split('\n');
        // E = w² / 2 of the sample that the rectifier lets through; half of the Jacobians at the rectifier are zero.
        Assert.Equal(
            [
                "layer    mean  deviation   5 %  95 %  saturated  dead  gradient  rank  effective",
                "0 Dense   1.5        1.5  0.15  2.85                          3     1        1.0",
                "1 Relu    1.5        1.5  0.15  2.85       50 %   0 %             0.5        0.5", "",
            ],
            lines);
    }
}
