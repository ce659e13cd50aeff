using Strata.Autograd;
using Strata.Ops;
using Strata.Optimizers.FullBatch;
using Strata.Tensors;

namespace Strata.Tests.Optimizers.FullBatch;

public class LineSearchTests
{
    [Fact]
    public void On_a_quadratic_the_exact_step_is_the_closed_form()
    {
        (Func<Tensor, Tensor> function, Tensor a, _) = Problems.Quadratic(5);
        Parameter x = Problems.Zeros(5);
        Tensor g = Differentiation.Gradient(v => function(v[0]), x)[0].Reshape([1, 5]);
        double step = g.Square().Sum().ToScalar() / (g.MatMul(a) * g).Sum().ToScalar(); // gᵀg / gᵀAg along -g
        new GradientDescent(new ExactQuadratic(), maxIterations: 1).Minimize(() => function(x), [x]);
        Assert.Equal(g.ToArray<double>().Select(v => -step * v), x.Value.ToArray<double>(), (p, q) => Math.Abs(p - q) < 1e-12);
    }

    [Fact]
    public void The_exact_step_has_no_place_where_the_line_has_no_minimum()
    {
        var x = new Parameter("x", Tensor.Wrap([1.0]));
        string message = Assert.Throws<InvalidOperationException>(
            () => new GradientDescent(new ExactQuadratic()).Minimize(() => -x.Value.Square().Sum(), [x])).Message;
        Assert.StartsWith("The exact line search is for convex quadratic losses, but along this line the curvature is -", message);
        Assert.EndsWith("Use StrongWolfe.", message);
        Assert.Equal(1, x.Value.ToScalar());
    }

    [Fact]
    public void Backtracking_halves_the_step_until_the_loss_falls_enough()
    {
        // From 1 along -1 on x⁴ / 4, with c = 0.5: φ(t) = (1 - t)⁴ / 4 ≤ ¼ - t / 2 holds at t = 0.25 (0.079 ≤ 0.125) and not yet at 0.5 (0.016 > 0).
        var x = new Parameter("x", Tensor.Wrap([1.0]));
        var seen = new List<double>();
        BatchResult result = new GradientDescent(new Backtracking(decrease: 0.5), maxIterations: 1).Minimize(() =>
        {
            seen.Add(x.Value.ToScalar());
            return x.Value.Pow(4).Sum() * 0.25;
        }, [x]);
        Assert.Equal([1, 0, 0.5, 0.75], seen);
        Assert.Equal(0.75, x.Value.ToScalar());
        Assert.Equal((1, 4, StopReason.Iterations), (result.Iterations, result.Evaluations, result.Reason));
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    public void A_strong_wolfe_step_satisfies_both_conditions(double curvature)
    {
        foreach (double slope in (double[])[1e-3, 1, 50])
        {
            // Along one number x from 0: falls at the given slope, oscillates, and rises in the end.
            var x = new Parameter("x", Tensor.Wrap([0.0]));
            var watched = new Watch(new StrongWolfe(curvature: curvature));
            new GradientDescent(watched, maxIterations: 1).Minimize(
                () => (x.Value * -slope).Sum() + (x.Value.Square().Sum() * 0.01) + (x.Value * 3).Sin().Square().Sum(), [x]);
            (LinePoint start, LinePoint end) = watched.Last;
            Assert.True(end.Loss <= start.Loss + (1e-4 * end.Step * start.Slope), $"{end}");
            Assert.True(Math.Abs(end.Slope) <= curvature * Math.Abs(start.Slope), $"{end}");
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_too_large()
    {
        // -4 x - ln(1 - x) has no value beyond 1, and a trial step goes there.
        foreach (LineSearch search in (LineSearch[])[new StrongWolfe(), new Backtracking()])
        {
            var x = new Parameter("x", Tensor.Wrap([0.0]));
            bool wasBeyond = false;
            BatchResult result = new LBfgs(search: search).Minimize(
                () =>
                {
                    wasBeyond |= x.Value.ToScalar() >= 1;
                    return (x.Value * -4).Sum() - (1 - x.Value).Log().Sum();
                },
                [x]);
            Assert.True(wasBeyond);
            Assert.Equal(0.75, x.Value.ToScalar(), 1e-4);
            Assert.NotEqual(StopReason.Iterations, result.Reason);
        }
    }

    [Fact]
    public void Numbers_out_of_their_ranges_are_refused()
    {
        Refused("The decrease of a line search is between 0 and 1.", () => new StrongWolfe(decrease: 0));
        Refused("The curvature of a line search is between 0 and 1.", () => new StrongWolfe(curvature: 1));
        Refused("The curvature of a line search must be above its decrease, 0.5.", () => new StrongWolfe(decrease: 0.5, curvature: 0.4));
        Refused("A line search tries at least one step.", () => new StrongWolfe(maxTrials: 0));
        Refused("The decrease of a line search is between 0 and 1.", () => new Backtracking(decrease: double.NaN));
        Refused("The shrink of a line search is between 0 and 1.", () => new Backtracking(shrink: 1));
        Refused("A line search tries at least one step.", () => new Backtracking(maxTrials: 0));

        static void Refused(string message, Func<object> make) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);
    }

    private sealed class Watch(LineSearch inner) : LineSearch
    {
        public (LinePoint Start, LinePoint End) Last { get; private set; }

        public override LinePoint Find(Line line, double trial)
        {
            LinePoint end = inner.Find(line, trial);
            Last = (line.Start, end);
            return end;
        }
    }
}
