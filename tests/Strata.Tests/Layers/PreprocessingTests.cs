using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Tests.Data;
using Strata.Training;

namespace Strata.Tests.Layers;

public class PreprocessingTests
{
    private static readonly Tensor s_table = Tensor.Wrap([1, 2, 5, 3, 1, 5, 4, 6, 5, 0, -2, 5, 2, 3.5, 5], [5, 3]);

    private static readonly Tensor s_cloud = Tensor.Wrap(
        [2.5, 2.4, 0.5, 0.5, 0.7, 1.1, 2.2, 2.9, -0.4, 1.9, 2.2, 0.3, 3.1, 3.0, 0.9, 2.3, 2.7, -1.2], [6, 3]);

    private static Tensor Fitted(Preprocessing layer, Tensor data)
    {
        layer.Fit(data);
        return layer.Forward(data);
    }

    private static void AssertNear(double[] expected, Tensor actual, double tolerance = 1e-12)
    {
        double[] values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance, $"element {i}: {values[i]} is not {expected[i]}");
        }
    }

    // sklearn.preprocessing.StandardScaler().fit_transform, scikit-learn 1.2.1; its third column is constant.
    [Fact]
    public void Standardize_is_scikit_learns_and_leaves_a_constant_feature_at_zero() => AssertNear(
        [
            -0.7071067811865475, -0.03768891807222049, 0, 0.7071067811865475, -0.41457809879442503, 0, 1.414213562373095, 1.4698678048165976, 0,
            -1.414213562373095, -1.5452456409610384, 0, 0, 0.5276448530110863, 0,
        ], Fitted(new Standardize(), s_table));

    // MinMaxScaler((-1, 1)).fit_transform.
    [Fact]
    public void MinMax_is_scikit_learns_and_leaves_a_constant_feature_at_the_lower_limit() => AssertNear(
        [-0.5, 0, -1, 0.5, -0.25, -1, 1, 1, -1, -1, -1, -1, 0, 0.375, -1], Fitted(new MinMax(-1, 1), s_table));

    // PCA(2): mean_, explained_variance_, components_ and transform; the first axis has the other sign there.
    [Fact]
    public void Pca_is_scikit_learns()
    {
        var pca = new Pca(2);
        Tensor y = Fitted(pca, s_cloud);
        AssertNear([2.0833333333333335, 2.3166666666666664, 0.2], pca.Mean!);
        AssertNear([1.616375881155129, 0.5873191573943488], pca.Variances!);
        AssertNear([0.6275572867442522, 0.6560520368499162, -0.4192464392207391, 0.4465276772556296, 0.1378389039735071, 0.8840890622533878], pca.Axes!);
        AssertNear(
            [
                0.19037927411470973, 0.4627664928636541, -2.4315716255510957, -0.13416156105053428, 0.7074599018150575, -0.39795251435433016,
                -0.23351621745767687, -0.0095357067351026, 0.7928462925829151, 1.1670220665024913, 0.9744023744960907, -1.0881387772261788,
            ], y);
        AssertNear(new Pca(2).FitAndBack(s_cloud, s_cloud.Shape), pca.Inverse(y));
        AssertNear(s_cloud.ToArray<double>(), Roundtrip(new Pca(), s_cloud));
    }

    // PCA(3, whiten=True).transform; the first axis has the other sign there.
    [Fact]
    public void Whitening_along_principal_axes_is_scikit_learns() => AssertNear(
        [
            0.14974367448527354, 0.6038440930792001, -1.013157106389244, -1.9125636006194722, -0.1750616507632901, -0.028239471568687734,
            0.55645576831513, -0.5192711201536329, 1.6738669186103032, -0.18367323132530491, -0.012442733590531942, 0.36396315026587517,
            0.6236168180883863, 1.5227969012835114, 0.022348199162264434, 0.7664205710559875, -1.4198654898552572, -1.0187816900804987,
        ], Fitted(new PcaWhitening(epsilon: 0), s_cloud), 1e-11);

    // (z - mean) V diag(1/√(λ + 0.01)) Vᵀ with numpy's eigh of numpy.cov(z.T).
    [Fact]
    public void Zero_phase_whitening_is_numpys() => AssertNear(
        [
            0.8870484016039696, -0.43148314051898307, 0.29652175574078116, -1.2593993516598663, -1.2918621214118782, 0.6411519825845817,
            -0.7508048592322049, 1.30399289475661, -0.4065109614768163, -0.3093778061021368, 0.09800739040192621, 0.1270215722765369,
            1.0528028910364775, 0.6295000456912065, 1.0780824985171482, 0.3797307243537544, -0.308155068918874, -1.7362668476422303,
        ], Fitted(new ZcaWhitening(0.01), s_cloud), 1e-11);

    [Fact]
    public void What_is_invertible_comes_back()
    {
        Tensor pictures = RandomOps.Uniform([7, 2, 3, 2], -3, 5, new RandomStream(1), DType.Float64);
        Preprocessing[] layers =
        [
            new ZeroCentre(), new ZeroCentre(Per.Channel), new ZeroCentre(Per.Set), new Standardize(), new Standardize(Per.Channel), new Standardize(Per.Set),
            new MinMax(), new MinMax(-2, 3, Per.Channel), new MinMax(0, 1, Per.Set),
        ];
        Assert.All(layers, layer => AssertNear(pictures.ToArray<double>(), Roundtrip(layer, pictures)));
        Tensor many = RandomOps.Uniform([40, 2, 3, 2], -3, 5, new RandomStream(1), DType.Float64);
        Assert.All((Preprocessing[])[new Pca(), new PcaWhitening(), new ZcaWhitening(0.5)], layer => AssertNear(many.ToArray<double>(), Roundtrip(layer, many), 1e-10));
        AssertNear(s_table.ToArray<double>(), Roundtrip(new Standardize(), s_table));
        AssertNear(s_table.ToArray<double>(), Roundtrip(new PcaWhitening(epsilon: 0), s_table), 1e-9);
    }

    [Fact]
    public void Statistics_are_shared_as_asked()
    {
        Tensor x = Tensor.Wrap([1.0, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
        AssertNear([0, 0, 0, 0, 0, 0, 0, 0], Fitted(new ZeroCentre(), x));
        AssertNear([-1.5, -0.5, 0.5, 1.5, -1.5, -0.5, 0.5, 1.5], Fitted(new ZeroCentre(Per.Channel), x));
        AssertNear([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5], Fitted(new ZeroCentre(Per.Set), x));
        AssertNear([0, 1 / 3.0, 2 / 3.0, 1, 0, 1 / 3.0, 2 / 3.0, 1], Fitted(new MinMax(per: Per.Channel), x));
        var layer = new Standardize(Per.Channel);
        layer.Fit(x);
        Assert.Equal(("[2, 1, 1]", "[2, 1, 1]"), (layer.Mean!.Shape.ToString(), layer.Deviation!.Shape.ToString()));
    }

    [Fact]
    public void Whitened_pictures_are_uncorrelated_with_variance_one_even_where_some_pixels_never_change()
    {
        Tensor x = RandomOps.Normal([300, 1, 3, 3], 0, 1, new RandomStream(2), DType.Float64);
        Span<double> values = x.AsSpan<double>();
        for (int i = 0; i < values.Length; i += 9)
        {
            values[i] = 4; // a corner that is always the same
            values[i + 1] += values[i + 2]; // and two that go together
        }
        foreach (Preprocessing layer in (Preprocessing[])[new PcaWhitening(epsilon: 0), new ZcaWhitening(0)])
        {
            Tensor y = Fitted(layer, x).Reshape([300, 9]);
            double[] covariance = (y.MatMul(y, transposeA: true) / 299).ToArray<double>();
            int dead = layer is ZcaWhitening ? 0 : 8;
            for (int i = 0; i < 81; i++)
            {
                Assert.Equal(i % 10 == 0 && i / 10 != dead ? 1 : 0, covariance[i], 1e-9);
            }
        }
    }

    [Fact]
    public void Real_digits_whose_border_never_changes_are_whitened()
    {
        Tensor x = Digits.Load().Train.Images;
        var layer = new ZcaWhitening(1e-3);
        layer.Fit(x);
        float[] variances = layer.Variances!.ToArray<float>();
        Assert.Equal(0, variances[^1]);
        Assert.InRange(variances[0], 1, 100);
        Tensor y = layer.Forward(x);
        Assert.All(y.Mean([0]).ToArray<float>(), m => Assert.Equal(0, m, 1e-3));
        // The variances after whitening are λ / (λ + ε) along the axes; the sum over pixels is the sum over axes.
        Assert.Equal(variances.Sum(v => v / (v + 1e-3)), y.Square().Sum().ToScalar() / (x.Shape[0] - 1), 0.05);
    }

    [Fact]
    public void Many_samples_are_fitted_in_parts_to_the_same_statistics()
    {
        // 3,000 samples of 700 features are two parts.
        Tensor x = RandomOps.Uniform([3000, 700], 10, 11, new RandomStream(3));
        var layer = new Standardize();
        layer.Fit(x);
        double[] column = [.. Enumerable.Range(0, 3000).Select(i => (double)x.AsSpan<float>()[(i * 700) + 5])];
        double mean = column.Average(), deviation = Math.Sqrt(column.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(mean, layer.Mean!.AsSpan<float>()[5], 1e-6);
        Assert.Equal(deviation, layer.Deviation!.AsSpan<float>()[5], 1e-7);
    }

    [Fact]
    public void Using_it_before_fitting_is_a_clear_error()
    {
        const string remedy = " has not been fitted. Call Fit(data) with the training part's inputs (Sequential: model.FitPreprocessing(data)), or load a model that was saved after it.";
        Assert.Equal("Standardize" + remedy, Assert.Throws<InvalidOperationException>(() => new Standardize().Forward(s_table)).Message);
        Assert.Equal("Pca 'p'" + remedy, Assert.Throws<InvalidOperationException>(() => new Pca { Name = "p" }.Inverse(s_table)).Message);
        var layer = new Standardize();
        layer.Build([3]);
        Assert.False(layer.IsFitted);
        Assert.Throws<InvalidOperationException>(() => layer.Forward(s_table));
    }

    [Fact]
    public void Bad_samples_are_named_and_leave_what_was_learned()
    {
        var layer = new Standardize();
        layer.Fit(s_table);
        double[] before = layer.Forward(s_table).ToArray<double>();
        Tensor bad = s_table.Clone();
        bad.AsSpan<double>()[7] = double.NaN;
        Assert.Equal("Standardize cannot be fitted: sample 2 holds a value that is not a finite number. Clean the data, or drop the sample.",
            Assert.Throws<ArgumentException>(() => layer.Fit(bad)).Message);
        Assert.Equal(before, layer.Forward(s_table).ToArray<double>());
        Assert.Contains("Standardize is fitted to samples [samples, ...], at least one, but got [0, 3].",
            Assert.Throws<ArgumentException>(() => layer.Fit(Tensor.Zeros([0, 3]))).Message);
        Assert.Contains("was built for samples of shape [3], but got [4]", Assert.Throws<ShapeException>(() => layer.Fit(Tensor.Zeros([2, 4]))).Message);
        Assert.Contains("Pca needs at least two samples to have variances, but got [1, 3].", Assert.Throws<ArgumentException>(() => new Pca().Fit(Tensor.Ones([1, 3]))).Message);
        Assert.Equal("Pca expects samples of shape of at least 4 elements, but got [3].", Assert.Throws<ShapeException>(() => new Pca(4).Fit(s_table)).Message);
        Assert.Equal("Standardize takes back what it gives, samples of shape [3], but got [2].", Assert.Throws<ShapeException>(() => layer.Inverse(Tensor.Zeros([5, 2]))).Message);
    }

    [Fact]
    public void Pixels_as_bytes_can_be_fitted_and_transformed()
    {
        Tensor pixels = Tensor.Wrap<byte>([0, 10, 20, 255], [4, 1]);
        Assert.Equal([0f, 10 / 255f, 20 / 255f, 1], Fitted(new MinMax(), pixels).ToArray<float>());
    }

    [Fact]
    public void It_can_be_fitted_again()
    {
        var layer = new ZeroCentre();
        layer.Fit(s_table);
        layer.Fit(s_table + 10);
        AssertNear([12, 12.1, 15], layer.Mean!);
    }

    [Fact]
    public void Samples_of_another_first_axis_are_refused_not_broadcast()
    {
        var model = new Sequential(new Standardize(), new Conv2D(2, 3));
        model.FitPreprocessing(RandomOps.Normal([5, 3, 6, 6], 0, 1, new RandomStream(1)));
        model.Forward(Tensor.Zeros([1, 3, 6, 6]));
        Assert.Contains("was built for samples of shape [3, 6, 6], but got [1, 6, 6]", Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, 1, 6, 6]))).Message);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(37)]
    public void A_blank_picture_stays_blank_under_contrast_normalization(int grey)
        => Assert.All(new GlobalContrastNorm().Forward(Tensor.Full([1, 3, 32, 32], grey / 255.0)).ToArray<float>(), v => Assert.Equal(0, v, 1e-4f));

    [Fact]
    public void A_model_keeps_its_preprocessing_in_its_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        Sequential model = Model(), loaded = Model();
        model.FitPreprocessing(s_cloud.To(DType.Float32));
        new Trainer(model, new Sgd(0.1), new MeanSquaredError()).Fit(new Dataset(s_cloud.To(DType.Float32), Tensor.Ones([6, 1])), epochs: 2);
        model.Save(path);
        loaded.Build([3]);
        Assert.Throws<InvalidOperationException>(() => loaded.Forward(s_cloud.To(DType.Float32)));
        loaded.LoadWeights(path);
        Assert.Equal(model.Forward(s_cloud.To(DType.Float32)).ToArray<float>(), loaded.Forward(s_cloud.To(DType.Float32)).ToArray<float>());
        Assert.True(((Preprocessing)loaded.Children[0]).IsFitted);

        static Sequential Model() => new(new Pca(2), new Tanh(), new Standardize(), new Dense(1));
    }

    [Fact]
    public void The_preprocessing_of_a_model_is_fitted_in_turn()
    {
        var model = new Sequential(new Pca(2), new Standardize(), new Dense(4));
        model.FitPreprocessing(s_cloud);
        Assert.False(model.Children[2].IsBuilt);
        AssertNear([1, 1], model.Children[1].Forward(model.Children[0].Forward(s_cloud)).Square().Mean([0]));
        Assert.Contains("Sequential has no layer that is a Preprocessing, so there is nothing to fit.",
            Assert.Throws<ArgumentException>(() => new Sequential(new Dense(2)).FitPreprocessing(s_cloud)).Message);
    }

    [Fact]
    public void Bad_settings_are_refused()
    {
        Assert.Contains("low below high (0)", Assert.Throws<ArgumentOutOfRangeException>(() => new MinMax(1, 0)).Message);
        Assert.Contains("0 for as many as there are features", Assert.Throws<ArgumentOutOfRangeException>(() => new Pca(-1)).Message);
        Assert.Contains("must be zero or a positive number", Assert.Throws<ArgumentOutOfRangeException>(() => new ZcaWhitening(-1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Standardize((Per)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneHot(0));
        Assert.Contains("its size must be odd", Assert.Throws<ArgumentOutOfRangeException>(() => new LocalContrastNorm(4)).Message);
        Assert.Contains("filters of 513 pixels", Assert.Throws<ArgumentOutOfRangeException>(() => new GaborBank(4, 20)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GlobalContrastNorm(epsilon: 0));
    }

    private static Tensor Roundtrip(Preprocessing layer, Tensor data) => layer.Inverse(Fitted(layer, data));
}

internal static class PcaOracle
{
    /// <summary>The reconstruction by the formula: mean + Σ over the kept axes of (their coordinate · axis).</summary>
    internal static double[] FitAndBack(this Pca pca, Tensor data, Shape shape)
    {
        pca.Fit(data);
        double[] mean = pca.Mean!.ToArray<double>(), axes = pca.Axes!.ToArray<double>(), x = data.ToArray<double>(), y = new double[x.Length];
        int d = shape[1];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = mean[i % d];
            for (int k = 0; k < axes.Length / d; k++)
            {
                double coordinate = Enumerable.Range(0, d).Sum(j => (x[(i / d * d) + j] - mean[j]) * axes[(k * d) + j]);
                y[i] += coordinate * axes[(k * d) + (i % d)];
            }
        }
        return y;
    }
}
