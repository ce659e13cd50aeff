using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Ops;

/// <summary>
/// Against scikit-learn 1.2.1 on numbers that both make: d_jf = sin(1.7 j + 0.9 f + 0.3 j f) scaled to length 1, x_if = cos(0.6 i + 1.3 f + 0.2 i f), 12 atoms of 8 features, 5 samples.
/// </summary>
public sealed class LassoTests
{
    private const double Lambda = 0.2;

    [Theory]
    [InlineData(LassoMethod.CoordinateDescent)]
    [InlineData(LassoMethod.LeastAngle)]
    [InlineData(LassoMethod.FeatureSign)]
    [InlineData(LassoMethod.Fista)]
    public void The_objective_is_that_of_another_library(LassoMethod method)
    {
        Tensor codes = Codes(method);
        Assert.Equal(3.9675490743454445, Objective(codes), 1e-9); // Lasso(alpha=.2 / 8, fit_intercept=False, tol=1e-15) for each sample; sparse_encode with lasso_lars gives the same
        Assert.Equal(1.74070487, codes.AsSpan<double>()[1], 1e-7);
        Assert.Equal(-0.0858501, codes.AsSpan<double>()[2], 1e-6);
        Assert.Equal([2, 5, 3, 4, 3], codes.ToArray<double>().Chunk(12).Select(a => a.Count(v => v != 0)));
        Assert.Equal(4.483110237277515, Objective(Codes(method, nonNegative: true)), 1e-9); // the same with positive=True
    }

    [Fact]
    public void Float32_is_solved_in_double_precision()
    {
        (Tensor x, Tensor d) = Numbers();
        Tensor codes = x.To(DType.Float32).MatMul(d.To(DType.Float32), transposeB: true).Lasso(d.To(DType.Float32).MatMul(d.To(DType.Float32), transposeB: true), Lambda);
        Assert.Equal(DType.Float32, codes.DType);
        Assert.Equal(3.9675490743454445, Objective(codes.To(DType.Float64)), 1e-5);
    }

    [Fact]
    public void A_path_has_the_corners_of_another_library()
    {
        (Tensor x, Tensor d) = Numbers();
        (Tensor lambdas, Tensor codes) = x.MatMul(d, transposeB: true).Slice(0, 0, 1).Reshape([12]).LassoPath(d.MatMul(d, transposeB: true), 0.02);
        // lars_path(D.T, x, method='lasso', alpha_min=.02 / 8): its alphas times 8, and its last coefficients
        double[] expected = [2.00629992, 0.35144515, 0.06738355, 0.05675981, 0.02911834, 0.0238456, 0.02361823, 0.02306769, 0.02272855, 0.02264926, 0.02];
        Assert.Equal(expected.Length, lambdas.Count);
        Assert.All(expected.Zip(lambdas.ToArray<double>()), p => Assert.Equal(p.First, p.Second, 1e-7));
        double[] last = codes.Slice(0, 10, 1).ToArray<double>();
        Assert.Equal(1.6710309, last[1], 1e-6);
        Assert.Equal(-0.24870444, last[11], 1e-6);
        Assert.All(codes.Slice(0, 0, 1).ToArray<double>(), a => Assert.Equal(0, a));
    }

    [Fact]
    public void A_pursuit_chooses_as_another_library_does()
    {
        (Tensor x, Tensor d) = Numbers();
        Tensor codes = x.MatMul(d, transposeB: true).MatchingPursuit(d.MatMul(d, transposeB: true), x.Square().Sum([1]), 3);
        Assert.Equal(3.3570427288009363, (x - codes.MatMul(d)).Square().Sum().ToScalar(), 1e-10); // sparse_encode(algorithm='omp', n_nonzero_coefs=3)
        Assert.Equal(2.16004525, codes.AsSpan<double>()[1], 1e-7);
        Assert.All(codes.ToArray<double>().Chunk(12), a => Assert.Equal(3, a.Count(v => v != 0)));
    }

    [Fact]
    public void Bad_input_is_told_from_good()
    {
        (Tensor x, Tensor d) = Numbers();
        Tensor q = x.MatMul(d, transposeB: true), g = d.MatMul(d, transposeB: true);
        Assert.Contains("λ is a positive number", Assert.Throws<ArgumentOutOfRangeException>(() => q.Lasso(g, 0)).Message);
        Assert.Contains("A tolerance is a positive number", Assert.Throws<ArgumentOutOfRangeException>(() => q.Lasso(g, 1, tolerance: double.NaN)).Message);
        Assert.Contains("[5, 12] and [8, 8]", Assert.Throws<ArgumentException>(() => q.Lasso(Tensor.Ones([8, 8], DType.Float64), 1)).Message);
        Assert.Contains("the codes will be [5, 12]", Assert.Throws<ArgumentException>(() => q.Lasso(g, 1, start: x)).Message);
        Assert.Contains("one a sample", Assert.Throws<ArgumentException>(() => q.MatchingPursuit(g, q, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => q.MatchingPursuit(g, x.Square().Sum([1]), 0));
        Tensor bad = q.Clone();
        bad.AsSpan<double>()[13] = double.NaN;
        Assert.Contains("Row 1 of [5, 12] holds a value that is not a finite number", Assert.Throws<ArgumentException>(() => bad.Lasso(g, 1)).Message);
        Assert.Contains("one sample's products", Assert.Throws<ArgumentException>(() => q.LassoPath(g)).Message);
        q.RequiresGradient = true;
        Assert.Throws<NotSupportedException>(() => q.Reshape([60]).LassoPath(Tensor.Ones([60, 60], DType.Float64)));
    }

    private static Tensor Codes(LassoMethod method, bool nonNegative = false)
    {
        (Tensor x, Tensor d) = Numbers();
        return x.MatMul(d, transposeB: true).Lasso(d.MatMul(d, transposeB: true), Lambda, method, nonNegative);
    }

    private static double Objective(Tensor codes)
    {
        (Tensor x, Tensor d) = Numbers();
        return (0.5 * (x - codes.MatMul(d)).Square().Sum().ToScalar()) + (Lambda * codes.Abs().Sum().ToScalar());
    }

    private static (Tensor X, Tensor D) Numbers()
    {
        double[] d = [.. from j in Enumerable.Range(0, 12) from f in Enumerable.Range(0, 8) select Math.Sin((1.7 * j) + (0.9 * f) + (0.3 * j * f))];
        double[] x = [.. from i in Enumerable.Range(0, 5) from f in Enumerable.Range(0, 8) select Math.Cos((0.6 * i) + (1.3 * f) + (0.2 * i * f))];
        Tensor atoms = Tensor.Wrap(d, [12, 8]);
        return (Tensor.Wrap(x, [5, 8]), atoms / atoms.Square().Sum([1], keepAxes: true).Sqrt());
    }
}
