using Strata.Autograd;
using Strata.Ops;
using Strata.Optimizers.FullBatch;
using Strata.Tensors;

namespace Strata.Tests.Optimizers.FullBatch;

public class BatchOptimizerTests
{
    [Fact]
    public void Gradient_descent_comes_near_the_minimum_of_a_quadratic_and_the_loss_never_rises()
    {
        (Func<Tensor, Tensor> function, _, double[] minimum) = Problems.Quadratic(4);
        foreach (LineSearch search in (LineSearch[])[new Backtracking(), new ExactQuadratic(), new StrongWolfe()])
        {
            Parameter x = Problems.Zeros(4);
            var log = new Log();
            BatchResult result = new GradientDescent(search, gradientTolerance: 1e-6, changeTolerance: 0).Minimize(() => function(x), [x], log);
            Assert.Equal(StopReason.Gradient, result.Reason);
            Assert.Equal(minimum, x.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(log.Results.Select(r => r.Loss).OrderDescending(), log.Results.Select(r => r.Loss));
            Assert.Equal(Enumerable.Range(1, result.Iterations), log.Results.Select(r => r.Iterations));
            Assert.Equal(result, log.Results[^1]);
        }
    }

    [Fact]
    public void A_start_without_a_gradient_is_an_end_and_frozen_parameters_stay()
    {
        Parameter x = new("x", Tensor.Wrap([0.0])), frozen = new("frozen", Tensor.Wrap([3.0])) { IsTrainable = false };
        Assert.Equal(new BatchResult(9, 0, 0, 1, StopReason.Gradient), new LBfgs().Minimize(() => (x.Value.Square() + frozen.Value.Square()).Sum(), [x, frozen]));
        x.Value.AsSpan<double>()[0] = 5;
        new LBfgs().Minimize(() => (x.Value - frozen.Value).Square().Sum(), [x, frozen]);
        Assert.Equal((3, 3), (Math.Round(x.Value.ToScalar(), 6), frozen.Value.ToScalar()));
        Assert.Null(x.Gradient);
    }

    [Fact]
    public void A_function_with_backward_passes_of_its_own_is_minimized_too()
    {
        Parameter x = new("x", Tensor.Wrap([4.0])), unused = new("unused", Tensor.Wrap([1.0]));
        new LBfgs().Minimize(
            () =>
            {
                double value = x.Value.ToScalar();
                x.Gradient = Tensor.Wrap([2 * (value - 1)]);
                return (value - 1) * (value - 1);
            },
            [x, unused]);
        Assert.Equal((1, 1), (Math.Round(x.Value.ToScalar(), 9), unused.Value.ToScalar()));
    }

    [Fact]
    public void What_fails_or_is_cancelled_leaves_the_parameters_where_the_last_iteration_ended()
    {
        Parameter x = Problems.RosenbrockStart();
        using var cancel = new CancellationTokenSource();
        double[] last = [];
        var log = new Log(result =>
        {
            if (result.Iterations == 5)
            {
                last = x.Value.ToArray<double>();
                cancel.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => new LBfgs().Minimize(() => Problems.Rosenbrock(x), [x], log, cancel.Token));
        Assert.Equal(last, x.Value.ToArray<double>());
        int evaluations = 0;
        Assert.Throws<TimeoutException>(() => new LBfgs().Minimize(() => ++evaluations < 2 ? Problems.Rosenbrock(x) : throw new TimeoutException(), [x]));
        Assert.Equal(last, x.Value.ToArray<double>());
        Assert.Null(x.Gradient);
    }

    [Fact]
    public void What_cannot_be_minimized_is_refused()
    {
        Parameter x = new("x", Tensor.Wrap([-1.0]));
        Assert.Equal(
            "A minimization must start from a finite loss, but it is NaN. Start from other parameters, or scale the data.",
            Assert.Throws<ArithmeticException>(() => new LBfgs().Minimize(() => x.Value.Log().Sum(), [x])).Message);
        x.IsTrainable = false;
        Assert.StartsWith("There is nothing to minimize over: no parameter is trainable.",
            Assert.Throws<ArgumentException>(() => new LBfgs().Minimize(() => x.Value.Sum(), [x])).Message);
        Assert.StartsWith("The gradientTolerance of a minimization must be zero or a positive number.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDescent(gradientTolerance: -1)).Message);
        Assert.StartsWith("The changeTolerance of a minimization",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConjugateGradient(changeTolerance: double.NaN)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LBfgs(maxIterations: 0));
    }

    private sealed class Log(Action<BatchResult>? then = null) : IProgress<BatchResult>
    {
        public List<BatchResult> Results { get; } = [];

        public void Report(BatchResult value)
        {
            Results.Add(value);
            then?.Invoke(value);
        }
    }
}
