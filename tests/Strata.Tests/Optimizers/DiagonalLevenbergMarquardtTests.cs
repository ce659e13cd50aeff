using Strata.Autograd;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Models.Convolutional;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Training;
using Strata.Training;

namespace Strata.Tests.Optimizers;

public class DiagonalLevenbergMarquardtTests
{
    private const int Samples = 5;

    private static readonly Tensor s_inputs = RandomOps.Uniform([Samples, 1, 4, 4], -1, 1, new RandomStream(1), DType.Float64);
    private static readonly Tensor s_labels = Tensor.Wrap([0, 2, 1, 2, 0]);
    private static readonly Tensor s_values = RandomOps.Uniform([Samples, 3], 0, 1, new RandomStream(2), DType.Float64);

    // A shared filter, a nonlinearity and a bias: what the paper's squared weights get wrong, this has to get right.
    private static Sequential Network()
    {
        var net = new Sequential(new Conv2D(2, 3), new Tanh(), new Flatten(), new Dense(3));
        net.Build([1, 4, 4], new RandomStream(3), DType.Float64);
        return net;
    }

    /// <summary>A loss, its targets, and its second derivative by the output of one sample in closed form.</summary>
    public static TheoryData<Loss, Tensor, Func<double[], double[,]>> Losses => new()
    {
        { new SoftmaxCrossEntropy(), s_labels, z => Matrix((i, j) => (i == j ? Softmax(z)[i] : 0) - (Softmax(z)[i] * Softmax(z)[j])) },
        { new SquaredError(), s_values, _ => Matrix((i, j) => i == j ? 1 : 0) },
        { new MeanSquaredError(), s_values, _ => Matrix((i, j) => i == j ? 2.0 / 3 : 0) },
        { new SigmoidCrossEntropy(), s_values, z => Matrix((i, j) => i == j ? Logistic(z[i]) * (1 - Logistic(z[i])) / 3 : 0) },
        { new AbsoluteError(), s_values, _ => Matrix((_, _) => 0) },
    };

    [Theory]
    [MemberData(nameof(Losses), DisableDiscoveryEnumeration = true)]
    public void The_exact_estimate_is_the_diagonal_of_the_gauss_newton_matrix(Loss loss, Tensor targets, Func<double[], double[,]> curvature)
    {
        Sequential net = Network();
        var optimizer = new DiagonalLevenbergMarquardt();
        optimizer.Estimate(net, loss, s_inputs, targets, exact: true);
        Assert.All(Expected(net, curvature), e => Assert.Equal(e.Diagonal, optimizer.Curvature(e.Parameter).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6 * Math.Max(1, a)));
    }

    [Fact]
    public void An_output_of_radial_basis_functions_counts_to_the_loss()
    {
        // E = y_c + ln(e^-j + Σ e^-y_i) of y_i = ‖z - c_i‖² has H = 2 (1 - Σ p) I + 4 (Σ p_i d_i d_iᵀ - m mᵀ), with d_i = z - c_i, p_i = e^-y_i / (...) and m = Σ p_i d_i.
        double[][] centres = [[0.5, -0.5, 0.2], [-0.3, 0.1, 0.4], [0, 0.6, -0.6]];
        Sequential body = Network();
        var net = new Sequential(body, new EuclideanRbf(Tensor.Wrap([.. centres.SelectMany(c => c)], [3, 3])));
        net.Build([1, 4, 4], dtype: DType.Float64);
        var optimizer = new DiagonalLevenbergMarquardt();
        optimizer.Estimate(net, new LeCunMap(0.3), s_inputs, s_labels, exact: true);
        foreach ((Parameter parameter, double[] expected) in Expected(body, Curvature))
        {
            Assert.Equal(expected, optimizer.Curvature(parameter).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6 * Math.Max(1, a));
        }

        double[,] Curvature(double[] z)
        {
            double[][] d = [.. centres.Select(c => c.Zip(z, (a, b) => b - a).ToArray())];
            double[] e = [.. d.Select(v => Math.Exp(-v.Sum(x => x * x)))];
            double[] p = [.. e.Select(v => v / (Math.Exp(-0.3) + e.Sum()))], m = [.. Enumerable.Range(0, 3).Select(i => p.Zip(d, (share, v) => share * v[i]).Sum())];
            return Matrix((i, j) => (i == j ? 2 * (1 - p.Sum()) : 0) + (4 * (p.Zip(d, (share, v) => share * v[i] * v[j]).Sum() - (m[i] * m[j]))));
        }
    }

    [Fact]
    public void Random_signs_give_it_in_the_mean()
    {
        Sequential net = Network();
        var optimizer = new DiagonalLevenbergMarquardt();
        const int times = 400;
        optimizer.Estimate(net, new SoftmaxCrossEntropy(), ConcatenateOp.Concatenate([.. Enumerable.Repeat(s_inputs, times)]),
            ConcatenateOp.Concatenate([.. Enumerable.Repeat(s_labels, times)]));
        foreach ((Parameter parameter, double[] expected) in Expected(net, z => Matrix((i, j) => (i == j ? Softmax(z)[i] : 0) - (Softmax(z)[i] * Softmax(z)[j]))))
        {
            double[] h = optimizer.Curvature(parameter).ToArray<double>();
            double error = expected.Zip(h, (a, b) => Math.Abs(a - b)).Sum() / expected.Sum();
            Assert.InRange(error, 1e-6, 0.06); // 2,000 probes of a relative deviation of about √2
        }
    }

    [Fact]
    public void Each_weight_moves_at_its_own_rate()
    {
        var layer = new Dense(1, bias: false);
        layer.Build([2], dtype: DType.Float64);
        Tensor x = Tensor.Wrap([3.0, 0.5], [1, 2]), target = Tensor.Wrap([1.0], [1, 1]);
        double[] before = layer.Weight!.Value.ToArray<double>();
        var optimizer = new DiagonalLevenbergMarquardt(0.1, damping: 0.5);
        optimizer.Estimate(layer, new SquaredError(), x, target, memory: 0.75);
        Assert.Equal([0.25 * 9, 0.25 * 0.25], optimizer.Curvature(layer.Weight).ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
        double error = layer.Forward(x).ToScalar() - 1;
        new TrainStep(layer, optimizer, new SquaredError()).Run(x, target);
        Assert.Equal(
            [before[0] - (0.1 * error * 3 / (0.5 + 2.25)), before[1] - (0.1 * error * 0.5 / (0.5 + 0.0625))],
            layer.Weight.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void It_has_curvatures_for_every_weight_of_lenet_5()
    {
        var model = new Sequential(new Rescale(1.275, -0.1), new Pad2D(2, -0.1), LeNet5.Create());
        ImageSet digits = Digits.Load();
        (Tensor inputs, Tensor targets) = digits.Train.Range(0, 20);
        model.Build(digits.Train.InputShape, new RandomStream(1));
        var optimizer = new DiagonalLevenbergMarquardt();
        optimizer.Estimate(model, new LeCunMap(), inputs, targets);
        foreach ((string path, Parameter parameter) in model.Parameters())
        {
            Assert.All(optimizer.Curvature(parameter).ToArray<float>(), h => Assert.True(h is >= 0 and < float.PositiveInfinity, path));
            Assert.True(optimizer.Curvature(parameter).Max().ToScalar() > 1e-8, path); // by the penalties alone, all near 84 at first, it would be e^-84
        }
    }

    [Fact]
    public void With_estimates_before_each_epoch_it_learns_and_the_same_seed_gives_the_same_bits()
    {
        (float[] Weights, double Accuracy) Train()
        {
            var optimizer = new DiagonalLevenbergMarquardt(0.02);
            Dataset data = Blobs.Make();
            var trainer = new Trainer(new Sequential(new Dense(4), new Tanh(), new Dense(2)), optimizer, new SoftmaxCrossEntropy(), seed: 1);
            trainer.Fit(data, epochs: 3, batchSize: 4, callbacks: [new CurvatureEstimation(optimizer, data, samples: 50)]);
            Assert.All(optimizer.Curvature(((Dense)((Sequential)trainer.Model).Children[0]).Weight!).ToArray<float>(), h => Assert.True(h > 0));
            return (Blobs.Values(trainer.Model), trainer.Evaluate(data)["accuracy"]);
        }

        (float[] weights, double accuracy) = Train();
        Assert.InRange(accuracy, 0.99, 1);
        Assert.Equal(weights, Train().Weights);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var optimizer = new DiagonalLevenbergMarquardt();
        Assert.StartsWith("The damping of an optimizer must be a positive number.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new DiagonalLevenbergMarquardt(damping: 0)).Message);
        Assert.StartsWith("Curvatures are estimated from samples [n, ...] with as many targets, but got [5, 1, 4, 4] and [2].",
            Assert.Throws<ArgumentException>(() => optimizer.Estimate(Network(), new SoftmaxCrossEntropy(), s_inputs, Tensor.Wrap([0, 1]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.Estimate(Network(), new SoftmaxCrossEntropy(), s_inputs, s_labels, memory: 1));
        Assert.StartsWith("Curvatures are estimated from at least one sample.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new CurvatureEstimation(optimizer, Blobs.Make(), 0)).Message);
        Assert.Equal("CurvatureEstimation serves another optimizer than the trainer's Sgd. Give both the same one.", Assert.Throws<ArgumentException>(
            () => new Trainer(new Dense(2), new Sgd(0.1), new SoftmaxCrossEntropy()).Fit(
                Blobs.Make(), 1, callbacks: [new CurvatureEstimation(optimizer, Blobs.Make())])).Message);
    }

    // Row by row of the Jacobian by a backward pass each, then Jᵀ H J's diagonal with H written down: no probe, no factor.
    private static IEnumerable<(Parameter Parameter, double[] Diagonal)> Expected(Sequential net, Func<double[], double[,]> curvature)
    {
        foreach (Parameter parameter in net.Parameters().Select(p => p.Value))
        {
            double[] diagonal = new double[parameter.Value.Count];
            for (int s = 0; s < Samples; s++)
            {
                Tensor x = s_inputs.Slice(0, s, 1);
                double[,] h = curvature(net.Forward(x).ToArray<double>());
                double[][] jacobian = [.. Enumerable.Range(0, 3).Select(row =>
                {
                    net.Forward(x).Slice(1, row, 1).Sum().Backward();
                    double[] gradient = parameter.Gradient!.ToArray<double>();
                    foreach ((_, Parameter p) in net.Parameters())
                    {
                        p.Gradient = null;
                    }
                    return gradient;
                })];
                for (int k = 0; k < diagonal.Length; k++)
                {
                    diagonal[k] += Enumerable.Range(0, 9).Sum(i => jacobian[i / 3][k] * h[i / 3, i % 3] * jacobian[i % 3][k]) / Samples;
                }
            }
            yield return (parameter, diagonal);
        }
    }

    private static double[,] Matrix(Func<int, int, double> element)
    {
        var matrix = new double[3, 3];
        for (int i = 0; i < 9; i++)
        {
            matrix[i / 3, i % 3] = element(i / 3, i % 3);
        }
        return matrix;
    }

    private static double[] Softmax(double[] z) => [.. z.Select(v => Math.Exp(v) / z.Sum(Math.Exp))];

    private static double Logistic(double z) => 1 / (1 + Math.Exp(-z));
}
