// A network trained inside a game loop, one step a frame: balls are thrown into a box and bounce off its walls, and a paddle that is too slow to follow them learns
// to foresee where they will land. Every frame moves the game, asks the network, and trains it once on what has been seen. Draws how many balls it catches.
//
//     dotnet run -c Release --project examples/GameLoop -- --frames 20000 --watch 40

using System.Diagnostics;
using System.Runtime.InteropServices;
using Strata.Autograd;
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Pictures;
using Strata.Tensors;
using Strata.Training;

const float Gravity = 0.0012f, PaddleSpeed = 0.012f, HalfPaddle = 0.04f;
const int Batch = 32, Remembered = 4096, BallsAPoint = 20, FrameBudget = 1_000_000 / 60; // µs
var arguments = new Arguments(args, "--frames", "--watch", "--seed", "--out");
int frames = arguments.Number("--frames", 20_000), watched = arguments.Number("--watch", 1);
var random = new Random(arguments.Number("--seed", 1)); // the same seed, the same game

var model = new Sequential(new Dense(64), new Relu(), new Dense(64), new Relu(), new Dense(1)); // ball → where it will land
var step = new TrainStep(model, new Adam(1e-3), new MeanSquaredError(), seed: 1);
var memory = new List<(float[] Ball, float Landing)>();
var flight = new List<float[]>(); // of the ball in the air, frame by frame
var caught = new List<bool>();
double learning = 0, paddle = 0.5;
int late = 0;
Ball ball = Throw();

for (int frame = 0; frame < frames; frame++)
{
    float[] seen = [ball.X, ball.Y, 40 * ball.VelocityX, 40 * ball.VelocityY];
    flight.Add(seen);
    paddle += Math.Clamp(Foresee(seen) - paddle, -PaddleSpeed, PaddleSpeed);
    ball = ball.Moved(Gravity);
    if (ball.Y <= 0) // it has landed: now every frame of its flight is a sample
    {
        caught.Add(Math.Abs(ball.X - paddle) < HalfPaddle);
        memory.AddRange(flight.Select(s => (s, ball.X)));
        memory.RemoveRange(0, Math.Max(0, memory.Count - Remembered));
        flight.Clear();
        ball = Throw();
    }
    if (memory.Count >= Batch)
    {
        long started = Stopwatch.GetTimestamp();
        Learn();
        double microseconds = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        learning += microseconds;
        late += microseconds > FrameBudget ? 1 : 0;
    }
    if (frame >= frames - watched)
    {
        Console.Write(Picture());
    }
}

double[] shares = [.. caught.Chunk(BallsAPoint).Where(c => c.Length == BallsAPoint).Select(c => c.Average(hit => hit ? 1.0 : 0))];
Console.WriteLine($"{caught.Count} balls: of the first {BallsAPoint} the paddle caught {shares.FirstOrDefault():P0}, of the last {shares.LastOrDefault():P0}");
Console.WriteLine($"{step.Steps:N0} training steps, {learning / Math.Max(1, step.Steps):F0} µs each on the mean; {late} took longer than a frame's {FrameBudget:N0} µs");
var chart = new LineChart("A paddle that learns while it plays", "balls", "caught");
chart.Add($"of each {BallsAPoint}", [.. Enumerable.Range(1, shares.Length).Select(i => (double)BallsAPoint * i)], shares);
File.WriteAllText(arguments.Output("game-loop.svg"), chart.ToSvg());
Console.WriteLine($"wrote {arguments.Output("game-loop.svg")}");

Ball Throw() => new(random.NextSingle(), 0.02f, ((2 * random.NextSingle()) - 1) * 0.025f, 0.03f + (0.012f * random.NextSingle()));

double Foresee(float[] seen)
{
    using Tape.PauseScope pause = Tape.Pause();
    using var scope = new TensorScope();
    return model.Forward(Tensor.Wrap(seen, [1, 4])).ToScalar();
}

void Learn()
{
    (float[] Ball, float Landing)[] batch = random.GetItems<(float[], float)>(CollectionsMarshal.AsSpan(memory), Batch);
    step.Run(Tensor.Wrap([.. batch.SelectMany(b => b.Ball)], [Batch, 4]), Tensor.Wrap([.. batch.Select(b => b.Landing)], [Batch, 1]));
}

string Picture()
{
    const int Columns = 60, Rows = 16;
    char[][] screen = [.. Enumerable.Range(0, Rows).Select(_ => new string(' ', Columns).ToCharArray())];
    screen[Rows - 1 - Math.Clamp((int)(ball.Y * Rows), 0, Rows - 1)][Math.Clamp((int)(ball.X * Columns), 0, Columns - 1)] = 'o';
    int width = (int)(2 * HalfPaddle * Columns), left = Math.Clamp((int)((paddle - HalfPaddle) * Columns), 0, Columns - width);
    return $"┌{new string('─', Columns)}┐\n{string.Concat(screen.Select(row => $"│{new string(row)}│\n"))}└{new string('─', left)}{new string('▀', width)}{new string('─', Columns - left - width)}┘\n";
}

internal readonly record struct Ball(float X, float Y, float VelocityX, float VelocityY)
{
    public Ball Moved(float gravity) => X + VelocityX is >= 0 and <= 1
        ? new(X + VelocityX, Y + VelocityY, VelocityX, VelocityY - gravity)
        : new(X, Y + VelocityY, -VelocityX, VelocityY - gravity); // off a wall
}
