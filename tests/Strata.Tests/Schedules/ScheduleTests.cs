using Strata.Schedules;

namespace Strata.Tests.Schedules;

public class ScheduleTests
{
    [Fact]
    public void A_number_is_a_schedule_that_never_changes()
    {
        Schedule schedule = 0.1;
        Assert.Equal((0.1, 0.1), (schedule.Rate(0), schedule.Rate(1_000_000)));
    }

    [Fact]
    public void Inverse_decay_is_caffes_inv()
    {
        var schedule = new InverseDecay(0.01, gamma: 1e-4, power: 0.75);
        Assert.Equal(0.01, schedule.Rate(0));
        Assert.Equal(0.01 * Math.Pow(2, -0.75), schedule.Rate(10_000), 15); // 0.00595, as Caffe prints at the end
        Assert.Equal(0.0059460, schedule.Rate(10_000), 7);
    }

    [Fact]
    public void A_piecewise_rate_changes_at_its_steps()
    {
        var schedule = new Piecewise(5e-4, (2, 2e-4), (5, 1e-4));
        Assert.Equal([5e-4, 5e-4, 2e-4, 2e-4, 2e-4, 1e-4, 1e-4], Enumerable.Range(0, 7).Select(i => schedule.Rate(i)));
    }

    // From PyTorch 1.13: torch.optim.SGD(lr=0.1) and StepLR(3, 0.5), ExponentialLR(0.9), PolynomialLR(5, 2), CosineAnnealingWarmRestarts(4, 2, 0.01) and
    // OneCycleLR(0.1, total_steps=10), and the group's rate before each step.
    public static TheoryData<Schedule, double[]> Values => new()
    {
        { new StepDecay(0.1, 3, 0.5), [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025] },
        { new Exponential(0.1, 0.9), [0.1, 0.09, 0.081, 0.0729] },
        { new Polynomial(0.1, 5, 2), [0.1, 0.064, 0.036, 0.016, 0.004, 0, 0, 0] },
        {
            new Cosine(0.1, 4, growth: 2, end: 0.01),
            [
                0.1, 0.0868198051534, 0.055, 0.0231801948466, 0.1, 0.096574578963, 0.0868198051534, 0.0722207544564, 0.055, 0.0377792455436,
                0.0231801948466, 0.013425421037, 0.1, 0.0991353376181,
            ]
        },
        {
            new OneCycle(0.1, 10),
            [
                0.004, 0.052, 0.1, 0.0950484632013, 0.081174565395, 0.0611262021936, 0.0388741978064, 0.018825834605, 0.00495193679865, 4e-07, 4e-07,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Rates_are_those_of_pytorch(Schedule schedule, double[] expected)
        => Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => schedule.Rate(i)), (a, b) => Math.Abs(a - b) < 1e-13);

    [Fact]
    public void A_cosine_without_growth_starts_again_at_each_period()
    {
        var schedule = new Cosine(2, period: 4);
        Assert.Equal((2, 1, 2, 1), (schedule.Rate(0), schedule.Rate(2), schedule.Rate(4_000_000_000), schedule.Rate(4_000_000_002)));
    }

    [Fact]
    public void A_polynomial_ends_in_its_end() => Assert.Equal([1.0, 0.75, 0.5, 0.5], new long[] { 0, 1, 2, 9 }.Select(new Polynomial(1, 2, end: 0.5).Rate));

    [Fact]
    public void A_warm_up_rises_to_the_first_rate_of_what_follows()
    {
        var schedule = new WarmUp(4, new Piecewise(0.5, (2, 0.25)));
        Assert.Equal([0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.25], Enumerable.Range(0, 7).Select(i => schedule.Rate(i)));
        Assert.Equal(1, new WarmUp(1, 1).Rate(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_is_a_positive_number(double rate)
    {
        Refused(() => new ConstantRate(rate));
        Refused(() => new InverseDecay(rate, 1, 1));
        Refused(() => new Piecewise(rate));
        Refused(() => new Piecewise(1, (3, rate)));
        Refused(() => new StepDecay(rate, 1));
        Refused(() => new Exponential(rate, 0.5));
        Refused(() => new Polynomial(rate, 1));
        Refused(() => new Cosine(rate, 1));
        Refused(() => new OneCycle(rate, 10));

        static void Refused(Func<object> make)
            => Assert.StartsWith("A learning rate must be a positive number.", Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }

    [Fact]
    public void What_else_is_wrong_is_told()
    {
        Assert.StartsWith("The steps of a piecewise rate must rise from above zero, but 3 follows 5.",
            Assert.Throws<ArgumentException>(() => new Piecewise(1, (5, 1), (3, 1))).Message);
        Assert.Throws<ArgumentException>(() => new Piecewise(1, (0, 1)));
        Assert.StartsWith("The gamma of an inverse decay must be zero or a positive number.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new InverseDecay(1, -1, 1)).Message);
        Assert.StartsWith("The power of an inverse decay", Assert.Throws<ArgumentOutOfRangeException>(() => new InverseDecay(1, 1, double.NaN)).Message);
        Told("The period of a schedule must be at least 1.", () => new StepDecay(1, 0));
        Told("The factor of a schedule must be a positive number.", () => new StepDecay(1, 1, 0));
        Told("The factor of a schedule must be a positive number.", () => new Exponential(1, double.NaN));
        Told("The steps of a schedule must be at least 1.", () => new Polynomial(1, 0));
        Told("The power of a schedule must be a positive number.", () => new Polynomial(1, 1, 0));
        Told("The end of a schedule must be zero or a positive number.", () => new Polynomial(1, 1, end: -1));
        Told("The growth of a schedule must be at least 1.", () => new Cosine(1, 1, growth: 0));
        Told("The rising share of one cycle is below 1 and more than one of its 10 steps.", () => new OneCycle(1, 10, rising: 0.1));
        Told("The rising share of one cycle", () => new OneCycle(1, 10, rising: 1));
        Told("The last of a schedule must be a positive number.", () => new OneCycle(1, 10, last: -1));
        Told("The steps of a schedule must be at least 1.", () => new WarmUp(0, 1));

        static void Told(string message, Func<object> make) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }
}
