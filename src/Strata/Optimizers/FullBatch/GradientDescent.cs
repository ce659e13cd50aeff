using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Optimizers.FullBatch;

/// <summary>Steepest descent (Cauchy 1847): the direction is -∇f, the step is a line search's.</summary>
/// <param name="search">Default: <see cref="Backtracking"/>.</param>
/// <param name="maxIterations">At least one. Default: 1000.</param>
/// <param name="gradientTolerance">Default: 1e-7.</param>
/// <param name="changeTolerance">Default: 1e-9.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class GradientDescent(LineSearch? search = null, int maxIterations = 1000, double gradientTolerance = 1e-7, double changeTolerance = 1e-9)
    : BatchOptimizer(search ?? new Backtracking(), maxIterations, gradientTolerance, changeTolerance)
{
    /// <inheritdoc/>
    protected override DirectionRule Start(int count) => (gradient, _, direction) => TensorPrimitives.Negate(gradient, direction);
}
