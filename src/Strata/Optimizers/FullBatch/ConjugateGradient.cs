using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Optimizers.FullBatch;

/// <summary>How a conjugate direction is mixed with the last one, β.</summary>
public enum ConjugateForm
{
    /// <summary>β = max(0, gᵀ(g - g₋₁) / g₋₁ᵀg₋₁) (Polak and Ribière 1969; cut off at zero by Powell 1984), which starts again by itself where steps are short.</summary>
    PolakRibiere,

    /// <summary>β = gᵀg / g₋₁ᵀg₋₁ (Fletcher and Reeves 1964).</summary>
    FletcherReeves,
}

/// <summary>
/// Non-linear conjugate gradients: d = -g + β d₋₁. On a quadratic of n numbers with <see cref="ExactQuadratic"/> it ends after n steps (Hestenes and Stiefel 1952). It starts
/// again with the steepest descent after every n steps, or as many as are given, and wherever the loss would not fall.
/// </summary>
/// <param name="form">Default: Polak and Ribière's.</param>
/// <param name="search">Default: <see cref="StrongWolfe"/> with a curvature of 0.1; this method wants an exact search.</param>
/// <param name="restart">Steps between two restarts, at least one; null for the number of parameters. Default: null.</param>
/// <param name="maxIterations">At least one. Default: 1000.</param>
/// <param name="gradientTolerance">Default: 1e-7.</param>
/// <param name="changeTolerance">Default: 1e-9.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class ConjugateGradient(
    ConjugateForm form = ConjugateForm.PolakRibiere, LineSearch? search = null, int? restart = null,
    int maxIterations = 1000, double gradientTolerance = 1e-7, double changeTolerance = 1e-9)
    : BatchOptimizer(search ?? new StrongWolfe(curvature: 0.1), maxIterations, gradientTolerance, changeTolerance)
{
    private readonly int? _restart = restart is null or >= 1
        ? restart
        : throw new ArgumentOutOfRangeException(nameof(restart), restart, "Conjugate gradients restart after at least one step.");

    /// <inheritdoc/>
    protected override DirectionRule Start(int count)
    {
        double[] last = new double[count];
        int steps = 0;
        return (gradient, move, direction) =>
        {
            double beta = steps > 0 ? Beta(gradient, last) : 0;
            TensorPrimitives.Multiply(direction, beta, direction);
            TensorPrimitives.Subtract(direction, gradient, direction);
            if (steps == 0 || TensorPrimitives.Dot(gradient, direction) >= 0)
            {
                TensorPrimitives.Negate(gradient, direction);
                steps = 0;
            }
            steps = (steps + 1) % (_restart ?? count);
            gradient.CopyTo(last);
        };
    }

    private double Beta(ReadOnlySpan<double> gradient, ReadOnlySpan<double> last)
    {
        double square = TensorPrimitives.SumOfSquares(gradient), lastSquare = TensorPrimitives.SumOfSquares(last);
        return form == ConjugateForm.FletcherReeves
            ? square / lastSquare
            : Math.Max(0, (square - TensorPrimitives.Dot(gradient, last)) / lastSquare);
    }
}
