using Strata.Ops;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>
/// Films of balls that bounce in a box, the synthetic data of the recurrent temporal Boltzmann machine (Sutskever, Hinton and Taylor 2008): a box of side 10, balls of radius 1.2
/// and equal mass that hit the walls and each other elastically, without gravity or friction. Together the balls have a speed of ½ a frame, √Σ‖v‖² = ½, in random directions;
/// they begin at random places where they do not touch. A pixel at distance d from a ball's centre is exp(-(d/1.2)⁸), a disc with a soft edge, and at most 1 where balls are near.
/// </summary>
public static class BouncingBalls
{
    /// <summary>The side of the box.</summary>
    internal const double Side = 10;

    /// <summary>The radius of a ball.</summary>
    internal const double Radius = 1.2;

    // Balls move this often between two frames.
    private const int MovesPerFrame = 2;
    private const double Speed = 0.5;

    // Six of radius 1.2 can be thrown into the box within few attempts.
    private const int MostBalls = 6;

    /// <summary>Films, each of its own beginning.</summary>
    /// <param name="count">How many.</param>
    /// <param name="frames">Frames of a film.</param>
    /// <param name="random">Where beginnings are drawn from: the same state gives the same films.</param>
    /// <param name="balls">Balls in the box, 1 to 6. Default: 3.</param>
    /// <param name="size">Pixels of a frame's side. Default: 30.</param>
    /// <returns>Float32 [count, frames, size, size], values from 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or there are too many balls.</exception>
    public static Tensor Films(int count, int frames, RandomStream random, int balls = 3, int size = 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (balls is < 1 or > MostBalls)
        {
            throw new ArgumentOutOfRangeException(nameof(balls), balls, $"The box has room for 1 to {MostBalls} balls.");
        }
        Tensor films = Tensor.Uninitialized([count, frames, size, size]);
        Span<float> rest = films.AsSpan<float>();
        for (int film = 0; film < count; film++)
        {
            Ball[] box = Throw(balls, random);
            for (int frame = 0; frame < frames; frame++)
            {
                Draw(box, rest[..(size * size)], size);
                rest = rest[(size * size)..];
                Move(box);
            }
        }
        return films;
    }

    /// <summary>Balls at random places in the box where they do not touch, with random velocities.</summary>
    internal static Ball[] Throw(int balls, RandomStream random)
    {
        double[] direction = RandomOps.Normal([balls, 2], 0, 1, random, DType.Float64).ToArray<double>();
        double scale = Speed / Math.Sqrt(direction.Sum(x => x * x));
        while (true)
        {
            double[] place = RandomOps.Uniform([balls, 2], Radius, Side - Radius, random, DType.Float64).ToArray<double>();
            Ball[] box = [.. Enumerable.Range(0, balls).Select(i => new Ball(place[2 * i], place[(2 * i) + 1], scale * direction[2 * i], scale * direction[(2 * i) + 1]))];
            if (Pairs(balls).All(pair => Distance(box[pair.I], box[pair.J]) >= 2 * Radius))
            {
                return box;
            }
        }
    }

    /// <summary>Moves balls on by a frame.</summary>
    internal static void Move(Ball[] box)
    {
        for (int move = 0; move < MovesPerFrame; move++)
        {
            for (int i = 0; i < box.Length; i++)
            {
                Ball ball = box[i];
                (double x, double y) = (ball.X + (ball.SpeedX / MovesPerFrame), ball.Y + (ball.SpeedY / MovesPerFrame));
                box[i] = new(x, y, Reflected(x, ball.SpeedX), Reflected(y, ball.SpeedY));
            }
            foreach ((int i, int j) in Pairs(box.Length))
            {
                Collide(ref box[i], ref box[j]);
            }
        }
    }

    // Away from a wall that the ball touches.
    private static double Reflected(double place, double speed) => place < Radius ? Math.Abs(speed) : place > Side - Radius ? -Math.Abs(speed) : speed;

    // Balls of equal mass that touch exchange their speeds along the line between their centres, unless they are parting.
    private static void Collide(ref Ball a, ref Ball b)
    {
        double distance = Distance(a, b), x = (a.X - b.X) / distance, y = (a.Y - b.Y) / distance;
        double approach = ((b.SpeedX - a.SpeedX) * x) + ((b.SpeedY - a.SpeedY) * y);
        if (distance < 2 * Radius && approach > 0)
        {
            a = a with { SpeedX = a.SpeedX + (approach * x), SpeedY = a.SpeedY + (approach * y) };
            b = b with { SpeedX = b.SpeedX - (approach * x), SpeedY = b.SpeedY - (approach * y) };
        }
    }

    private static void Draw(Ball[] box, Span<float> pixels, int size)
    {
        pixels.Clear();
        foreach (Ball ball in box)
        {
            for (int i = 0; i < pixels.Length; i++)
            {
                double x = (((i % size) + 0.5) * Side / size) - ball.X, y = (((i / size) + 0.5) * Side / size) - ball.Y;
                double square = ((x * x) + (y * y)) / (Radius * Radius);
                if (square < 2.5) // further away it is less than 1e-16
                {
                    pixels[i] = (float)Math.Min(1, pixels[i] + Math.Exp(-square * square * square * square));
                }
            }
        }
    }

    private static double Distance(Ball a, Ball b) => Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2));

    private static IEnumerable<(int I, int J)> Pairs(int balls)
        => from i in Enumerable.Range(0, balls) from j in Enumerable.Range(0, i) select (i, j);

    /// <summary>Where a ball is, and how far it gets in a frame.</summary>
    internal readonly record struct Ball(double X, double Y, double SpeedX, double SpeedY);
}
