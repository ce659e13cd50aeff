using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Tests.Models.SparseCoding;

public sealed class GaborFitTests
{
    [Theory]
    [InlineData(5.2, 6.1, 0.4, 0.15, 0.7, 2.0, 3.0)]
    [InlineData(7.5, 4.0, 2.2, 0.24, -2.0, 1.5, 2.5)]
    public void A_Gabor_function_is_found_again(double x, double y, double orientation, double frequency, double phase, double across, double along)
    {
        double[] values = [.. from row in Enumerable.Range(0, 12) from column in Enumerable.Range(0, 12) select Value(column - x, row - y)];
        GaborFit fit = GaborFit.Of(Tensor.Wrap(values, [12, 12]));
        Assert.InRange(fit.RSquared, 0.999, 1);
        Assert.Equal(frequency, fit.Frequency, 0.01);
        Assert.Equal(Math.Cos(2 * orientation), Math.Cos(2 * fit.Orientation), 0.02); // π is no turn
        Assert.Equal(x, fit.X, 0.2);
        Assert.Equal(y, fit.Y, 0.2);
        Assert.Equal(2, fit.Amplitude, 0.1);

        double Value(double dx, double dy)
        {
            (double sin, double cos) = Math.SinCos(orientation);
            double u = (cos * dx) + (sin * dy), v = (cos * dy) - (sin * dx);
            return 2 * Math.Exp((-0.5 * u * u / (across * across)) - (0.5 * v * v / (along * along))) * Math.Cos((2 * Math.PI * frequency * u) + phase);
        }
    }

    [Fact]
    public void Noise_is_no_Gabor_function()
        => Assert.InRange(GaborFit.Of(RandomOps.Normal([12, 12], 0, 1, new RandomStream(1))).RSquared, 0, 0.4);

    [Fact]
    public void What_has_no_shape_is_refused()
    {
        Assert.Contains("of one value all over", Assert.Throws<ArgumentException>(() => GaborFit.Of(Tensor.Ones([4, 4]))).Message);
        Assert.Contains("[height, width], but got [4]", Assert.Throws<ArgumentException>(() => GaborFit.Of(Tensor.Ones([4]))).Message);
    }
}
