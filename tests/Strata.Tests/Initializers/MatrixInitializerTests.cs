using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Initializers;

/// <summary>Initializers whose values are no independent draws: each by the property that defines it.</summary>
public class MatrixInitializerTests
{
    private static Tensor Create(Initializer initializer, Shape shape, ulong seed = 1, DType dtype = DType.Float64)
        => initializer.Create(shape, 1, 1, new RandomStream(seed), dtype);

    [Theory]
    [InlineData(5, 12)]
    [InlineData(12, 5)]
    [InlineData(7, 7)]
    [InlineData(1, 3)]
    public void An_orthogonal_matrix_times_its_transpose_is_the_identity(int rows, int columns)
    {
        Tensor w = Create(new Orthogonal(gain: 2), [rows, columns]);
        Tensor product = rows <= columns ? w.MatMul(w, transposeB: true) : w.MatMul(w, transposeA: true);
        Tensor identity = Create(new Identity(gain: 4), product.Shape);
        Assert.Equal(identity.ToArray<double>(), product.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.NotEqual(w.ToArray<double>(), Create(new Orthogonal(gain: 2), [rows, columns], seed: 2).ToArray<double>());
        Assert.Equal(w.ToArray<double>(), Create(new Orthogonal(gain: 2), [rows, columns]).ToArray<double>());
    }

    [Fact]
    public void Filters_of_a_convolution_are_orthogonal_rows()
    {
        Tensor w = Create(new Orthogonal(), [4, 3, 2, 2], dtype: DType.Float32);
        Assert.Equal((DType.Float32, Shape.Create(4, 3, 2, 2)), (w.DType, w.Shape));
        Tensor rows = w.Reshape([4, 12]);
        Assert.Equal(
            Create(new Identity(), [4, 4]).ToArray<double>(), rows.MatMul(rows, transposeB: true).To(DType.Float64).ToArray<double>(),
            (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(100, 15)]
    [InlineData(15, 15)]
    [InlineData(4, 4)]
    public void A_sparse_unit_has_fifteen_links(int inputs, int links)
    {
        double[][] units = [.. Create(new Sparse(), [200, inputs]).ToArray<double>().Chunk(inputs)];
        Assert.All(units, unit => Assert.Equal(links, unit.Count(x => x != 0)));
        double[] values = [.. units.SelectMany(unit => unit).Where(x => x != 0)];
        Assert.InRange(values.Average(), -0.15, 0.15);
        Assert.InRange(values.Sum(x => x * x) / values.Length, 0.8, 1.2);
        if (links < inputs)
        {
            Assert.NotEqual(units[0].Select(x => x != 0), units[1].Select(x => x != 0));
            Assert.All(Enumerable.Range(0, inputs), i => Assert.InRange(units.Count(unit => unit[i] != 0), 8, 60)); // 30 is the mean, 5 its deviation
        }
    }

    [Fact]
    public void An_identity_passes_vectors_and_images_on()
    {
        Assert.Equal([1.0, 0, 0, 0, 1, 0], Create(new Identity(), [2, 3]).ToArray<double>());
        Tensor image = RandomOps.Normal([1, 2, 4, 5], 0, 1, new RandomStream(3), DType.Float64);
        Tensor same = image.Conv2D(Create(new Identity(), [2, 2, 3, 3]), (1, 1), (1, 1));
        Assert.Equal(image.ToArray<double>(), same.ToArray<double>());
    }

    [Fact]
    public void A_truncated_normal_stays_within_two_deviations()
    {
        double[] w = Create(new TruncatedNormal(mean: 1, deviation: 0.5), [200, 300]).ToArray<double>();
        Assert.All(w, x => Assert.InRange(x, 0, 2));
        Assert.InRange(w.Average(), 0.99, 1.01);
        Assert.InRange(w.Sum(x => (x - 1) * (x - 1)) / w.Length, 0.97 * 0.7737 * 0.25, 1.03 * 0.7737 * 0.25); // 1 - 4 φ(2) / (2 Φ(2) - 1) = 0.7737
        Assert.True(w.Max() > 1.99 && w.Min() < 0.01);
        Assert.StartsWith("A standard deviation must be zero", Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedNormal(0, -1)).Message);
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(4, 8)]
    public void Bilinear_kernels_at_their_stride_add_up_to_one(int factor, int length)
    {
        double[] kernel = Create(new Bilinear(), [1, 1, length, length]).ToArray<double>();
        for (int phase = 0; phase < factor * factor; phase++)
        {
            double sum = 0;
            for (int i = phase / factor; i < length; i += factor)
            {
                for (int j = phase % factor; j < length; j += factor)
                {
                    sum += kernel[(i * length) + j];
                }
            }
            Assert.Equal(1, sum, 1e-14);
        }
    }

    [Fact]
    public void A_bilinear_kernel_is_a_tent_from_each_channel_to_its_own_filter()
    {
        double[] row = [0.25, 0.75, 0.75, 0.25], zeros = new double[16];
        double[] tent = [.. row.SelectMany(y => row.Select(x => y * x))];
        Assert.Equal([.. tent, .. zeros, .. zeros, .. tent], Create(new Bilinear(), [2, 2, 4, 4]).ToArray<double>());
        Assert.Equal([.. tent, .. tent], Create(new Bilinear(), [2, 1, 4, 4]).ToArray<double>());
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        Told("An orthogonal start needs a matrix, but the parameter has shape [3]. Give it another initializer.", new Orthogonal());
        Told("A sparse start needs a matrix, but the parameter has shape [3]. Give it another initializer.", new Sparse());
        Told("An identity needs a matrix, but the parameter has shape [3]. Give it another initializer.", new Identity());
        Told("A bilinear kernel is for filters [filters, channels, height, width], but the parameter has shape [3].", new Bilinear());
        Assert.StartsWith("A unit needs at least one link.", Assert.Throws<ArgumentOutOfRangeException>(() => new Sparse(0)).Message);
        Assert.StartsWith("The standard deviation of links", Assert.Throws<ArgumentOutOfRangeException>(() => new Sparse(deviation: 0)).Message);

        static void Told(string message, Initializer initializer)
            => Assert.Equal(message, Assert.Throws<ArgumentException>(() => Create(initializer, [3])).Message);
    }
}
