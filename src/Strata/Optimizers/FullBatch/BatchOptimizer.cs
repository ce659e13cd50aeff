using Strata.Autograd;
using Strata.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Optimizers.FullBatch;

/// <summary>
/// Minimizes a smooth function of parameters by going, again and again, in a direction in which it falls. Unlike an <see cref="Optimizer"/> it asks for the function itself,
/// many times at a step, so the function must have no randomness: a loss over a whole data set (see <c>FullBatchTraining</c>), or a bare function. Vectors are float64,
/// whatever the parameters' type. Frozen parameters stay; rates of single parameters do not count.
/// </summary>
public abstract class BatchOptimizer
{
    /// <summary>The common settings.</summary>
    /// <param name="search">How far to go in a direction.</param>
    /// <param name="maxIterations">Directions to search at most; at least one.</param>
    /// <param name="gradientTolerance">Ends where no element of the gradient is above this.</param>
    /// <param name="changeTolerance">Ends where a step changes the loss by less, or moves no parameter by more, or the slope along the direction is not below minus this.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is not one iteration, or a tolerance is negative or not a number.</exception>
    protected BatchOptimizer(LineSearch search, int maxIterations, double gradientTolerance, double changeTolerance)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        Search = search;
        MaxIterations = maxIterations;
        GradientTolerance = Tolerance(gradientTolerance, nameof(gradientTolerance));
        ChangeTolerance = Tolerance(changeTolerance, nameof(changeTolerance));
    }

    /// <summary>Gives the next direction, in which the loss must fall.</summary>
    /// <param name="gradient">At the point that has been reached.</param>
    /// <param name="move">The move that led there; empty at the start.</param>
    /// <param name="direction">To be written.</param>
    protected delegate void DirectionRule(ReadOnlySpan<double> gradient, ReadOnlySpan<double> move, Span<double> direction);

    /// <summary>How far to go in a direction.</summary>
    public LineSearch Search { get; }

    /// <summary>Directions to search at most.</summary>
    public int MaxIterations { get; }

    /// <summary>Ends where no element of the gradient is above this.</summary>
    public double GradientTolerance { get; }

    /// <summary>Ends where a step changes the loss by less, or moves no parameter by more, or the slope along the direction is not below minus this.</summary>
    public double ChangeTolerance { get; }

    /// <summary>Minimizes a function that is written with ops.</summary>
    /// <param name="loss">Gives a scalar that depends on the parameters.</param>
    /// <param name="parameters">Where to start; changed in place.</param>
    /// <param name="progress">Told after every iteration, with the parameters where it ended.</param>
    /// <param name="cancellation">Looked at before every evaluation.</param>
    /// <returns>Where it ended, and why.</returns>
    /// <inheritdoc cref="Minimize(Func{double}, IEnumerable{Parameter}, IProgress{BatchResult}?, CancellationToken)" path="/exception"/>
    public BatchResult Minimize(
        Func<Tensor> loss, IEnumerable<Parameter> parameters, IProgress<BatchResult>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Minimize(Evaluate, parameters, progress, cancellation);

        double Evaluate()
        {
            Tensor value = loss();
            value.Backward();
            return value.ToScalar();
        }
    }

    /// <summary>Minimizes a function that does its own backward passes.</summary>
    /// <param name="evaluate">Returns the loss and leaves its gradient in the parameters; a parameter without a gradient has one of zero.</param>
    /// <param name="parameters">Where to start; changed in place.</param>
    /// <param name="progress">Told after every iteration, with the parameters where it ended.</param>
    /// <param name="cancellation">Looked at before every evaluation.</param>
    /// <returns>Where it ended, and why.</returns>
    /// <exception cref="ArgumentException">No parameter is trainable.</exception>
    /// <exception cref="ArithmeticException">The loss at the start is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the parameters are where the last iteration ended.</exception>
    public BatchResult Minimize(
        Func<double> evaluate, IEnumerable<Parameter> parameters, IProgress<BatchResult>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        ArgumentNullException.ThrowIfNull(parameters);
        var objective = new Objective(evaluate, parameters, cancellation);
        double[] x = objective.Position();
        try
        {
            return Descend(objective, x, progress);
        }
        catch
        {
            objective.MoveTo(x);
            throw;
        }
    }

    /// <summary>The rule for directions of one minimization over so many numbers, which may remember what it saw.</summary>
    protected abstract DirectionRule Start(int count);

    /// <summary>The first step to try, after the first iteration: by default one that would change the loss to first order as much as the last one did.</summary>
    protected virtual double TrialStep(double lastStep, double lastSlope, double slope) => lastStep * lastSlope / slope;

    private BatchResult Descend(Objective objective, double[] x, IProgress<BatchResult>? progress)
    {
        (double loss, double[] gradient) = objective.Evaluate();
        if (!double.IsFinite(loss))
        {
            throw new ArithmeticException($"A minimization must start from a finite loss, but it is {loss}. Start from other parameters, or scale the data.");
        }
        var result = new BatchResult(loss, Largest(gradient), 0, 1, null);
        if (result.GradientNorm <= GradientTolerance)
        {
            return result with { Reason = StopReason.Gradient };
        }
        DirectionRule rule = Start(objective.Count);
        double[] direction = new double[x.Length], move = new double[x.Length];
        double trial = Math.Min(1, 1 / TensorPrimitives.SumOfMagnitudes<double>(gradient)), lastSlope = 0;
        while (result.Reason is null)
        {
            rule(gradient, result.Iterations == 0 ? [] : move, direction);
            double slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (!(slope < -ChangeTolerance))
            {
                return result with { Reason = StopReason.Change };
            }
            trial = result.Iterations == 0 ? trial : TrialStep(trial, lastSlope, slope);
            LinePoint found = Search.Find(new Line(objective, x, direction, new LinePoint(0, loss, slope, gradient)), trial);
            TensorPrimitives.Multiply(direction, found.Step, move);
            TensorPrimitives.MultiplyAdd(direction, found.Step, x, x);
            objective.MoveTo(x); // the search may have looked further last
            result = Judge(found, result, Largest(move), objective.Evaluations);
            progress?.Report(result);
            (loss, gradient, trial, lastSlope) = (found.Loss, found.Gradient, found.Step, slope);
        }
        return result;
    }

    private BatchResult Judge(LinePoint found, BatchResult last, double largestMove, int evaluations)
    {
        var result = new BatchResult(found.Loss, Largest(found.Gradient), last.Iterations + 1, evaluations, null);
        StopReason? reason = result switch
        {
            _ when result.GradientNorm <= GradientTolerance => StopReason.Gradient,
            _ when largestMove <= ChangeTolerance || Math.Abs(found.Loss - last.Loss) < ChangeTolerance => StopReason.Change,
            _ when result.Iterations == MaxIterations => StopReason.Iterations,
            _ => null,
        };
        return result with { Reason = reason };
    }

    private static double Largest(ReadOnlySpan<double> vector) => Math.Abs(TensorPrimitives.MaxMagnitude(vector));

    private static double Tolerance(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a minimization must be zero or a positive number.");
}
