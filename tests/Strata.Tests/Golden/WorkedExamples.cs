// The worked examples of the course notes, number by number.

using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;

namespace Strata.Tests.Golden;

public sealed class WorkedExamples
{
    [Fact]
    public void The_2_2_2_sigmoid_net_makes_its_step_of_back_propagation()
    {
        Dense first = new(2), second = new(2);
        var net = new Sequential(first, new Sigmoid(), second, new Sigmoid());
        net.Build([2], dtype: DType.Float64);
        Set(first.Weight!, 0.15, 0.20, 0.25, 0.30);
        Set(first.Bias!, 0.35, 0.35);
        Set(second.Weight!, 0.40, 0.45, 0.50, 0.55);
        Set(second.Bias!, 0.60, 0.60);
        first.Bias!.IsTrainable = second.Bias!.IsTrainable = false;
        Tensor x = Tensor.Wrap([0.05, 0.10], [1, 2]), target = Tensor.Wrap([0.01, 0.99], [1, 2]);

        Tensor hidden = first.Forward(x).Sigmoid();
        Tensor output = net.Forward(x);
        Tensor error = new SquaredError().Forward(output, target);
        error.Backward();
        new Sgd(0.5).Step([first.Weight!, second.Weight!]);

        Near([0.593269992, 0.596884378], hidden);
        Near([0.75136507, 0.772928465], output);
        Near([0.298371109], error);
        Near([0.35891648, 0.408666186, 0.511301270, 0.561370121], second.Weight!);
        Near([0.149780716, 0.19956143, 0.24975114, 0.29950229], first.Weight!);
    }

    [Fact]
    public void A_3x3_filter_over_the_5x5_picture_gives_the_feature_map()
    {
        Tensor picture = Tensor.Wrap(new double[] { 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0 }, [1, 1, 5, 5]);
        Tensor filter = Tensor.Wrap(new double[] { 1, 0, 1, 0, 1, 0, 1, 0, 1 }, [1, 1, 3, 3]);
        Assert.Equal([4, 3, 4, 2, 4, 3, 2, 3, 4], picture.Conv2D(filter).ToArray<double>());
        Assert.Equal([4, 4, 2, 4], picture.Conv2D(filter, stride: (2, 2)).ToArray<double>());
    }

    [Fact]
    public void Two_filters_over_a_padded_7x7x3_volume_give_3x3x2_with_56_parameters()
    {
        // CS231n's demonstration: a 5×5×3 volume with one pixel of padding drawn as 7×7×3, stride 2.
        var layer = new Conv2D(2, 3, stride: 2, padding: 1);
        Assert.Equal([2, 3, 3], layer.Build([3, 5, 5]).Lengths.ToArray());
        Assert.Equal(56, layer.ParameterCount());
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(5, 5)]
    [InlineData(1, 1)]
    public void Narrow_and_wide_convolutions_have_lengths_n_minus_m_plus_1_and_n_plus_m_minus_1(int n, int m)
    {
        Tensor x = Tensor.Ones([1, 1, n]), w = Tensor.Ones([1, 1, m]);
        Assert.Equal(n - m + 1, x.Conv1D(w).Shape[2]);
        Assert.Equal(n + m - 1, x.Conv1D(w, padding: m - 1).Shape[2]);
    }

    [Fact]
    public void The_mean_filter_averages_neighbourhoods()
    {
        Tensor x = Tensor.Wrap([.. Enumerable.Range(0, 30).Select(i => (double)(i * i % 7))], [1, 1, 5, 6]);
        Tensor mean = x.Conv2D(Tensor.Full([1, 1, 3, 3], 1.0 / 9, DType.Float64));
        Near(x.AvgPool2D((3, 3), (1, 1)).ToArray<double>(), mean, 1e-12);
        Assert.Equal(12 / 9.0, Neighbourhood(x), 12);
        Assert.Equal(Neighbourhood(x), mean.AsSpan<double>()[0], 12);

        static double Neighbourhood(Tensor x)
        {
            double[] v = x.ToArray<double>();
            return (v[0] + v[1] + v[2] + v[6] + v[7] + v[8] + v[12] + v[13] + v[14]) / 9;
        }
    }

    [Fact]
    public void The_convolutions_gradient_is_the_wide_convolution_with_the_filter_turned_by_180_degrees()
    {
        Tensor x = RandomOps.Normal([1, 1, 5, 5], 0, 1, new RandomStream(1), DType.Float64);
        Tensor w = RandomOps.Normal([1, 1, 3, 3], 0, 1, new RandomStream(2), DType.Float64);
        Tensor dy = RandomOps.Normal([1, 1, 3, 3], 0, 1, new RandomStream(3), DType.Float64);
        Tensor[] gradients = Differentiation.Gradient(v => (v[0].Conv2D(v[1]) * dy).Sum(), x, w);
        Near(dy.Conv2D(Turned(w), padding: (2, 2)).ToArray<double>(), gradients[0], 1e-12);
        Near(x.Conv2D(dy).ToArray<double>(), gradients[1], 1e-12); // and the filter's is the input seen through dy

        static Tensor Turned(Tensor w) => Tensor.Wrap(w.ToArray<double>().Reverse().ToArray(), w.Shape);
    }

    [Fact]
    public void The_softmax_Jacobian_is_diag_s_minus_s_sT()
    {
        Tensor x = Tensor.Wrap([0.3, -1.2, 2.0, 0.5], [1, 4]);
        double[] s = x.Softmax().ToArray<double>();
        for (int i = 0; i < 4; i++)
        {
            int row = i;
            double[] gradient = Differentiation.Gradient(v => v[0].Softmax().Slice(1, row, 1).Sum(), x)[0].ToArray<double>();
            Assert.All(Enumerable.Range(0, 4), j => Assert.Equal((row == j ? s[row] : 0) - (s[row] * s[j]), gradient[j], 14));
        }
    }

    [Fact]
    public void The_logistic_functions_derivative_and_the_tanh_identity_hold()
    {
        Tensor x = Tensor.Wrap([.. Enumerable.Range(-40, 81).Select(i => i / 4.0)]);
        double[] s = x.Sigmoid().ToArray<double>();
        Near([.. s.Select(v => v * (1 - v))], Differentiation.Gradient(v => v[0].Sigmoid().Sum(), x)[0], 1e-15);
        Near(((2 * (2 * x).Sigmoid()) - 1).ToArray<double>(), x.Tanh(), 1e-15);
    }

    private static void Set(Parameter parameter, params double[] values) => values.CopyTo(parameter.Value.AsSpan<double>());

    private static void Near(double[] expected, Tensor actual, double tolerance = 5e-9)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual.ToArray<double>()), p => Assert.Equal(p.First, p.Second, tolerance));
    }
}
