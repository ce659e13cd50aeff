using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Optimizers.FullBatch;

/// <summary>
/// The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno with a limited memory (Nocedal 1980; Liu and Nocedal 1989): d = -H ∇f, H being made from
/// the last m moves s and changes y of the gradient by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4), from sᵀy / yᵀy times the identity. With the same
/// memory and tolerances it takes the steps of PyTorch's LBFGS with <c>line_search_fn='strong_wolfe'</c>.
/// </summary>
/// <param name="memory">m, at least one. Default: 10.</param>
/// <param name="search">Default: <see cref="StrongWolfe"/>.</param>
/// <param name="maxIterations">At least one. Default: 1000.</param>
/// <param name="gradientTolerance">Default: 1e-7.</param>
/// <param name="changeTolerance">Default: 1e-9.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class LBfgs(int memory = 10, LineSearch? search = null, int maxIterations = 1000, double gradientTolerance = 1e-7, double changeTolerance = 1e-9)
    : BatchOptimizer(search ?? new StrongWolfe(), maxIterations, gradientTolerance, changeTolerance)
{
    // Pairs with less curvature than this would spoil H, and are left out.
    private const double LeastCurvature = 1e-10;

    private readonly int _memory = memory >= 1
        ? memory
        : throw new ArgumentOutOfRangeException(nameof(memory), memory, "L-BFGS remembers at least one step.");

    /// <inheritdoc/>
    protected override DirectionRule Start(int count)
    {
        var pairs = new List<(double[] Move, double[] Change, double Curvature)>(); // s, y and sᵀy, the oldest first
        double[] last = new double[count];
        return (gradient, move, direction) =>
        {
            if (!move.IsEmpty)
            {
                Remember(pairs, gradient, last, move);
            }
            gradient.CopyTo(last);
            TensorPrimitives.Negate(gradient, direction);
            Multiply(pairs, direction);
        };
    }

    /// <inheritdoc/>
    protected override double TrialStep(double lastStep, double lastSlope, double slope) => 1;

    private void Remember(
        List<(double[] Move, double[] Change, double Curvature)> pairs, ReadOnlySpan<double> gradient, ReadOnlySpan<double> last, ReadOnlySpan<double> move)
    {
        double[] change = new double[gradient.Length];
        TensorPrimitives.Subtract(gradient, last, change);
        double curvature = TensorPrimitives.Dot(change, move);
        if (curvature <= LeastCurvature)
        {
            return;
        }
        if (pairs.Count == _memory)
        {
            pairs.RemoveAt(0);
        }
        pairs.Add((move.ToArray(), change, curvature));
    }

    // d ← H d.
    private static void Multiply(List<(double[] Move, double[] Change, double Curvature)> pairs, Span<double> d)
    {
        if (pairs.Count == 0)
        {
            return;
        }
        double[] alpha = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            alpha[i] = TensorPrimitives.Dot(pairs[i].Move, d) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd(pairs[i].Change, -alpha[i], d, d);
        }
        TensorPrimitives.Multiply(d, pairs[^1].Curvature / TensorPrimitives.SumOfSquares<double>(pairs[^1].Change), d);
        for (int i = 0; i < pairs.Count; i++)
        {
            double beta = TensorPrimitives.Dot(pairs[i].Change, d) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd(pairs[i].Move, alpha[i] - beta, d, d);
        }
    }
}
