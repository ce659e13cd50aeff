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
    }
}
