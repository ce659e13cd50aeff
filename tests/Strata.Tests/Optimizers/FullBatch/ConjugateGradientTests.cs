using Strata.Autograd;
using Strata.Optimizers.FullBatch;
using Strata.Tensors;

namespace Strata.Tests.Optimizers.FullBatch;

public class ConjugateGradientTests
{
    [Theory]
    [InlineData(ConjugateForm.PolakRibiere, 2)]
    [InlineData(ConjugateForm.PolakRibiere, 8)]
    [InlineData(ConjugateForm.FletcherReeves, 8)]
    public void A_quadratic_of_n_numbers_takes_n_steps(ConjugateForm form, int n)
    {
        (Func<Tensor, Tensor> function, _, double[] minimum) = Problems.Quadratic(n);
        Parameter x = Problems.Zeros(n);
        BatchResult result = new ConjugateGradient(form, new ExactQuadratic(), maxIterations: n, gradientTolerance: 0, changeTolerance: 0).Minimize(() => function(x), [x]);
        Assert.Equal(n, result.Iterations);
        Assert.Equal(minimum, x.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-10);
        x = Problems.Zeros(n);
        new ConjugateGradient(form, new ExactQuadratic(), maxIterations: n - 1, gradientTolerance: 0, changeTolerance: 0).Minimize(() => function(x), [x]);
        Assert.True(minimum.Zip(x.Value.ToArray<double>(), (a, b) => Math.Abs(a - b)).Max() > 1e-4); // and no fewer
    }

    [Theory]
    [InlineData(ConjugateForm.PolakRibiere)]
    [InlineData(ConjugateForm.FletcherReeves)]
    public void It_finds_rosenbrocks_minimum(ConjugateForm form)
    {
        Parameter x = Problems.RosenbrockStart();
        BatchResult result = new ConjugateGradient(form, maxIterations: 5000, gradientTolerance: 1e-6, changeTolerance: 0).Minimize(() => Problems.Rosenbrock(x), [x]);
        Assert.Equal(StopReason.Gradient, result.Reason);
        Assert.All(x.Value.ToArray<double>(), value => Assert.Equal(1, value, 1e-5));
    }

    [Fact]
    public void Restarting_at_every_step_is_steepest_descent()
    {
        Parameter a = Problems.RosenbrockStart(), b = Problems.RosenbrockStart();
        new ConjugateGradient(search: new StrongWolfe(), restart: 1, maxIterations: 10).Minimize(() => Problems.Rosenbrock(a), [a]);
        new GradientDescent(new StrongWolfe(), maxIterations: 10).Minimize(() => Problems.Rosenbrock(b), [b]);
        Assert.Equal(b.Value.ToArray<double>(), a.Value.ToArray<double>());
        Assert.StartsWith("Conjugate gradients restart after at least one step.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConjugateGradient(restart: 0)).Message);
    }
}
