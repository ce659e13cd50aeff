using Strata.Kernels.Normalization;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Normalization;

public sealed class BatchNormalizationTests
{
    private const double Epsilon = 1e-3;

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 2 }, { 3, 17, 1 }, { 33, 1, 1 }, { 2, 70, 1 }, { 5, 3, 7 }, { 2, 4, 33 }, { 4, 2, 49 }, { 1, 3, 200 }, { 0, 3, 4 }, { 3, 0, 4 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_result_is_that_of_the_formula_on_all_registers(int batch, int channels, int inner)
    {
        Same<Bits128>(batch, channels, inner);
        Same<Bits256>(batch, channels, inner);
        Same<Bits512>(batch, channels, inner);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_gradients_are_those_of_the_formulas_on_all_registers(int batch, int channels, int inner)
    {
        SameGradients<Bits128>(batch, channels, inner);
        SameGradients<Bits256>(batch, channels, inner);
        SameGradients<Bits512>(batch, channels, inner);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Scale_and_shift_are_a_channels_own_on_all_registers(int batch, int channels, int inner)
    {
        float[] x = Numbers.Random<float>(1, batch * channels * inner), scale = Numbers.Random<float>(2, channels), shift = Numbers.Random<float>(3, channels);
        double[] expected = [.. x.Select((v, i) => (v * (double)scale[i / inner % channels]) + shift[i / inner % channels])];
        float[] y = new float[x.Length];
        BatchNormalization.Affine<float, Bits128>(x, scale, shift, y, batch, inner);
        Numbers.AssertClose<float>(expected, y, 1e-6, 1e-6);
        BatchNormalization.Affine<float, Bits256>(x, scale, shift, y, batch, inner);
        Numbers.AssertClose<float>(expected, y, 1e-6, 1e-6);
        BatchNormalization.Affine<float, Bits512>(x, scale, shift, y, batch, inner);
        Numbers.AssertClose<float>(expected, y, 1e-6, 1e-6);
    }

    [Fact]
    public void Spans_that_do_not_fit_are_refused()
        => Assert.Contains("expected 6", Assert.Throws<ArgumentException>(
            () => BatchNormalization.Affine<float>(new float[5], new float[3], new float[3], new float[5], 2, 1)).Message);

    private static void Same<TRegisters>(int batch, int channels, int inner)
        where TRegisters : struct, IRegisters
    {
        float[] x = [.. Numbers.Random<float>(1, batch * channels * inner).Select(v => 30 + v)]; // far from zero: two passes are needed
        float[] gamma = Numbers.Random<float>(2, channels), beta = Numbers.Random<float>(3, channels);
        float[] y = new float[x.Length], mean = new float[channels], variance = new float[channels];
        BatchNormalization.Forward<float, TRegisters>(x, gamma, beta, y, mean, variance, batch, inner, (float)Epsilon);
        for (int c = 0; c < channels && batch > 0; c++)
        {
            double[] values = [.. x.Where((_, i) => i / inner % channels == c).Select(v => (double)v)];
            double mu = values.Average(), sigma = values.Average(v => (v - mu) * (v - mu));
            Assert.Equal(mu, mean[c], 1e-5);
            Assert.Equal(sigma, variance[c], 1e-5);
            double[] expected = [.. values.Select(v => ((v - mu) / Math.Sqrt(sigma + Epsilon) * gamma[c]) + beta[c])];
            Numbers.AssertClose<float>(expected, [.. y.Where((_, i) => i / inner % channels == c)], 1e-4, 1e-4);
        }
    }

    private static void SameGradients<TRegisters>(int batch, int channels, int inner)
        where TRegisters : struct, IRegisters
    {
        double[] x = Numbers.Random<double>(1, batch * channels * inner), dy = Numbers.Random<double>(2, x.Length), gamma = Numbers.Random<double>(3, channels);
        double[] y = new double[x.Length], mean = new double[channels], variance = new double[channels];
        double[] dx = new double[x.Length], dgamma = new double[channels], dbeta = new double[channels];
        BatchNormalization.Forward<double, TRegisters>(x, gamma, new double[channels], y, mean, variance, batch, inner, Epsilon);
        BatchNormalization.Gradient<double, TRegisters>(dy, x, gamma, mean, variance, dx, dgamma, dbeta, batch, inner, Epsilon);
        for (int c = 0; c < channels && batch > 0; c++)
        {
            int[] own = [.. Enumerable.Range(0, x.Length).Where(i => i / inner % channels == c)];
            double inverse = 1 / Math.Sqrt(variance[c] + Epsilon);
            double[] normalized = [.. own.Select(i => (x[i] - mean[c]) * inverse)];
            double sum = own.Sum(i => dy[i]), products = own.Select((i, k) => dy[i] * normalized[k]).Sum();
            Assert.Equal(sum, dbeta[c], 1e-12);
            Assert.Equal(products, dgamma[c], 1e-12);
            Numbers.AssertClose<double>(
                [.. own.Select((i, k) => gamma[c] * inverse * (dy[i] - (sum / own.Length) - (normalized[k] * products / own.Length)))],
                [.. own.Select(i => dx[i])], 1e-10, 1e-12);
        }
    }
}
