using Strata.Data;
using Strata.Ops;
using Strata.Tensors;
using Ball = Strata.Data.BouncingBalls.Ball;

namespace Strata.Tests.Data;

public sealed class BouncingBallsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Energy_is_kept_and_balls_stay_in_the_box_and_apart(int balls)
    {
        Ball[] box = BouncingBalls.Throw(balls, new RandomStream(4));
        int bounces = 0;
        for (int frame = 0; frame < 5000; frame++)
        {
            Ball[] before = [.. box];
            BouncingBalls.Move(box);
            Assert.Equal(0.25, box.Sum(b => (b.SpeedX * b.SpeedX) + (b.SpeedY * b.SpeedY)), 1e-9);
            bounces += box.Zip(before).Count(b => b.First.SpeedX != b.Second.SpeedX);
            const double step = 0.25; // a ball turns at the end of the move that took it beyond
            Assert.All(box, b => Assert.InRange(Math.Min(Math.Min(b.X, b.Y), BouncingBalls.Side - Math.Max(b.X, b.Y)), BouncingBalls.Radius - step, BouncingBalls.Side));
        }
        Assert.InRange(bounces, 100, 5000);
    }

    [Fact]
    public void Balls_of_equal_mass_exchange_their_speeds_along_the_line_between_them()
    {
        Ball[] box = [new(4, 5, 0.2, 0.1), new(6.45, 5, -0.1, 0.05)];
        BouncingBalls.Move(box); // 0.15 nearer after half a frame: they touch
        Assert.Equal([-0.1, 0.1], [box[0].SpeedX, box[0].SpeedY], (x, y) => Math.Abs(x - y) < 0.01);
        Assert.Equal([0.2, 0.05], [box[1].SpeedX, box[1].SpeedY], (x, y) => Math.Abs(x - y) < 0.01);
        Assert.Equal(0.1, box.Sum(b => b.SpeedX), 1e-12); // momentum
        Assert.Equal(0.15, box.Sum(b => b.SpeedY), 1e-12);
    }

    [Fact]
    public void A_ball_covers_as_much_of_a_frame_as_the_integral_over_it()
    {
        // ∫ exp(-(d/r)⁸) = π r² Γ(5/4), Γ(5/4) = 0.9064024771, in pixels of a third of a unit; a little less at a wall, beyond which its edge reaches.
        double[] sums = BouncingBalls.Films(2, 50, new RandomStream(3), balls: 1).Sum([2, 3]).To(DType.Float64).ToArray<double>();
        double area = Math.PI * 1.44 * 0.9064024771 * 9;
        Assert.All(sums, sum => Assert.InRange(sum, 0.85 * area, 1.01 * area));
        Assert.Equal(area, sums.Max(), 0.1);
    }

    [Fact]
    public void Films_follow_from_the_seed()
    {
        Tensor films = BouncingBalls.Films(3, 4, new RandomStream(1), balls: 2, size: 15);
        Assert.Equal([3, 4, 15, 15], films.Shape);
        Assert.All(films.ToArray<float>(), x => Assert.InRange(x, 0, 1));
        Assert.Equal(films.ToArray<float>(), BouncingBalls.Films(3, 4, new RandomStream(1), balls: 2, size: 15).ToArray<float>());
        Assert.NotEqual(films.Slice(0, 0, 1).ToArray<float>(), films.Slice(0, 1, 1).ToArray<float>());
        Assert.NotEqual(films.ToArray<float>(), BouncingBalls.Films(3, 4, new RandomStream(2), balls: 2, size: 15).ToArray<float>());
    }

    [Fact]
    public void Too_many_balls_and_numbers_that_are_not_positive_are_refused()
    {
        Assert.Contains("room for 1 to 6 balls", Assert.Throws<ArgumentOutOfRangeException>(() => BouncingBalls.Films(1, 1, new RandomStream(1), balls: 7)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => BouncingBalls.Films(0, 1, new RandomStream(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BouncingBalls.Films(1, 0, new RandomStream(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BouncingBalls.Films(1, 1, new RandomStream(1), size: 0));
    }
}
