using Strata.Initializers;
using Strata.Tensors;

namespace Strata.Tests.Initializers;

public class InitializerTests
{
    private const int FanIn = 300, FanOut = 200;

    private static double[] Create(Initializer initializer, ulong seed = 1, DType dtype = DType.Float64)
        => initializer.Create([FanOut, FanIn], FanIn, FanOut, new RandomStream(seed), dtype).ToArray<double>();

    /// <summary>Each with its variance, and its limit where it has one.</summary>
    public static TheoryData<Initializer, double, double> Random => new()
    {
        { new Gaussian(deviation: 0.3), 0.09, double.PositiveInfinity },
        { new GlorotNormal(), 2.0 / 500, double.PositiveInfinity },
        { new GlorotUniform(), 2.0 / 500, Math.Sqrt(6.0 / 500) },
        { new HeNormal(), 2.0 / 300, double.PositiveInfinity },
        { new HeUniform(), 2.0 / 300, Math.Sqrt(6.0 / 300) },
        { new LeCunNormal(), 1.0 / 300, double.PositiveInfinity },
        { new LeCunUniform(), 1.0 / 300, Math.Sqrt(3.0 / 300) },
        { new LeCun(), 2.4 / 300 * 2.4 / 300 / 3, 2.4 / 300 },
    };

    [Theory]
    [MemberData(nameof(Random), DisableDiscoveryEnumeration = true)]
    public void Mean_variance_and_limits_are_those_of_the_publication(Initializer initializer, double variance, double limit)
    {
        double[] w = Create(initializer);
        double mean = w.Average(), deviation = Math.Sqrt(variance);
        Assert.InRange(mean, -0.02 * deviation, 0.02 * deviation); // five times its own deviation, at 60,000 values
        Assert.InRange(w.Sum(x => x * x) / w.Length, 0.97 * variance, 1.03 * variance);
        Assert.All(w, x => Assert.InRange(x, -limit, limit));
        if (double.IsFinite(limit))
        {
            Assert.True(w.Max() > 0.999 * limit && w.Min() < -0.999 * limit);
        }
        else
        {
            Assert.InRange(w.Max(), 3.5 * deviation, 6 * deviation);
        }
    }

    [Theory]
    [MemberData(nameof(Random), DisableDiscoveryEnumeration = true)]
    public void The_stream_decides_the_values(Initializer initializer, double variance, double limit)
    {
        Assert.True(variance > 0 && limit > 0);
        Assert.Equal(Create(initializer), Create(initializer));
        Assert.NotEqual(Create(initializer), Create(initializer, seed: 2));
    }

    [Fact]
    public void The_mean_of_a_gaussian_can_be_chosen() => Assert.InRange(Create(new Gaussian(2, 0.1)).Average(), 1.99, 2.01);

    [Fact]
    public void Constants_are_constant()
    {
        Assert.All(Create(new Zeros()), x => Assert.Equal(0, x));
        Assert.All(Create(new Constant(0.5)), x => Assert.Equal(0.5, x));
        Assert.Equal(DType.Float32, new Constant(1).Create([2], 1, 1, new RandomStream(0), DType.Float32).DType);
    }

    [Fact]
    public void Given_values_are_copied_and_must_fit()
    {
        Tensor values = Tensor.Wrap([1f, 2]);
        Tensor copy = new GivenValues(values).Create([2], 1, 1, new RandomStream(0), DType.Float64);
        values.AsSpan<float>()[0] = 9;
        Assert.Equal([1.0, 2], copy.ToArray<double>());
        Assert.Equal("The given values have shape [2], but the parameter has [3].",
            Assert.Throws<ArgumentException>(() => new GivenValues(values).Create([3], 1, 1, new RandomStream(0), DType.Float32)).Message);
    }

    [Fact]
    public void A_deviation_is_not_negative() => Assert.StartsWith(
        "A standard deviation must be zero or a positive number.", Assert.Throws<ArgumentOutOfRangeException>(() => new Gaussian(deviation: -1)).Message);
}
