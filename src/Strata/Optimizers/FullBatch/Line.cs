using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Strata.Optimizers.FullBatch;

/// <summary>The loss along a direction d from where the parameters are, φ(t) = f(x + t d): all that a line search sees.</summary>
public sealed class Line
{
    private readonly Objective _objective;
    private readonly double[] _origin;
    private readonly double[] _direction;

    internal Line(Objective objective, double[] origin, double[] direction, LinePoint start)
    {
        _objective = objective;
        _origin = origin;
        _direction = direction;
        Start = start;
        LargestMove = Math.Abs(TensorPrimitives.MaxMagnitude<double>(direction));
    }

    /// <summary>φ(0), with a slope below zero.</summary>
    public LinePoint Start { get; }

    /// <summary>The largest element of d in absolute value: how far a step of one moves a parameter at most.</summary>
    public double LargestMove { get; }

    /// <summary>φ(t). It moves the parameters there and computes the loss and its gradient.</summary>
    public LinePoint At(double step)
    {
        double[] x = new double[_origin.Length];
        TensorPrimitives.MultiplyAdd(_direction, step, _origin, x);
        _objective.MoveTo(x);
        (double loss, double[] gradient) = _objective.Evaluate();
        return new LinePoint(step, loss, TensorPrimitives.Dot<double>(gradient, _direction), gradient);
    }
}

/// <summary>A point of a <see cref="Line"/>.</summary>
/// <param name="Step">t.</param>
/// <param name="Loss">φ(t).</param>
/// <param name="Slope">φ'(t).</param>
/// <param name="Gradient">∇f(x + t d).</param>
public sealed record LinePoint(double Step, double Loss, double Slope, double[] Gradient);
