namespace Strata.Optimizers.FullBatch;

/// <summary>
/// Finds a step where the loss has fallen enough, φ(t) ≤ φ(0) + c₁ t φ'(0), and the slope is nearly flat, |φ'(t)| ≤ c₂ |φ'(0)|, the strong conditions of
/// Wolfe (1969): first it goes on until such steps are bracketed, then it narrows the bracket, each time to the minimum of a cubic through both ends
/// (Nocedal and Wright 2006, algorithms 3.5 and 3.6, with the safeguards of Schmidt's minFunc, which PyTorch's L-BFGS has too). A loss that is not finite counts
/// as too large.
/// </summary>
/// <param name="decrease">c₁, between 0 and 1. Default: 1e-4.</param>
/// <param name="curvature">c₂, between c₁ and 1: 0.9 for quasi-Newton methods, 0.1 for conjugate gradients. Default: 0.9.</param>
/// <param name="maxTrials">After so many steps the best one is taken; at least one. Default: 25.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class StrongWolfe(double decrease = 1e-4, double curvature = 0.9, int maxTrials = 25) : LineSearch
{
    // A bracket that moves no parameter by more than this is not narrowed further.
    private const double LeastMove = 1e-9;

    private readonly double _decrease = Fraction(decrease, nameof(decrease));
    private readonly double _curvature = Fraction(curvature, nameof(curvature)) > decrease
        ? curvature
        : throw new ArgumentOutOfRangeException(nameof(curvature), curvature, $"The curvature of a line search must be above its decrease, {decrease}.");
    private readonly int _maxTrials = maxTrials >= 1
        ? maxTrials
        : throw new ArgumentOutOfRangeException(nameof(maxTrials), maxTrials, "A line search tries at least one step.");

    /// <inheritdoc/>
    public override LinePoint Find(Line line, double trial)
    {
        ArgumentNullException.ThrowIfNull(line);
        LinePoint before = line.Start, point = line.At(trial);
        for (int trials = 0; trials < _maxTrials; trials++)
        {
            if (!HasFallen(line, point) || (trials > 1 && point.Loss >= before.Loss))
            {
                return Narrow(line, before, point, trials);
            }
            if (IsFlat(line, point))
            {
                return point;
            }
            if (point.Slope >= 0)
            {
                return Narrow(line, before, point, trials);
            }
            double least = point.Step + (0.01 * (point.Step - before.Step)), most = 10 * point.Step;
            double next = CubicMinimum(before, point, least, most);
            (before, point) = (point, line.At(next));
        }
        return point.Loss < line.Start.Loss ? point : line.Start;
    }

    private bool HasFallen(Line line, LinePoint point) => point.Loss <= line.Start.Loss + (_decrease * point.Step * line.Start.Slope);

    private bool IsFlat(Line line, LinePoint point) => Math.Abs(point.Slope) <= -_curvature * line.Start.Slope;

    // Somewhere between the two points is one that satisfies both conditions. The low one has fallen enough, and is the best so far.
    private LinePoint Narrow(Line line, LinePoint low, LinePoint high, int trials)
    {
        if (high.Loss < low.Loss)
        {
            (low, high) = (high, low);
        }
        bool wasNearAnEnd = false;
        for (; trials < _maxTrials && Math.Abs(high.Step - low.Step) * line.LargestMove >= LeastMove; trials++)
        {
            double left = Math.Min(low.Step, high.Step), right = Math.Max(low.Step, high.Step), margin = 0.1 * (right - left);
            double step = CubicMinimum(low, high, left, right);
            bool isNearAnEnd = Math.Min(right - step, step - left) < margin;
            if (isNearAnEnd && (wasNearAnEnd || step <= left || step >= right))
            {
                step = right - step < step - left ? right - margin : left + margin; // twice is too little progress
                isNearAnEnd = false;
            }
            wasNearAnEnd = isNearAnEnd;

            LinePoint point = line.At(step);
            if (!HasFallen(line, point) || point.Loss >= low.Loss)
            {
                high = point;
                if (high.Loss < low.Loss)
                {
                    (low, high) = (high, low);
                }
                continue;
            }
            if (IsFlat(line, point))
            {
                return point;
            }
            high = point.Slope * (high.Step - low.Step) >= 0 ? low : high;
            low = point;
        }
        return low;
    }

    // The minimum between two limits of the cubic with the values and slopes of two points (Nocedal and Wright 2006, equation 3.59); the middle if it has none.
    private static double CubicMinimum(LinePoint a, LinePoint b, double least, double most)
    {
        if (a.Step > b.Step)
        {
            (a, b) = (b, a);
        }
        double d1 = a.Slope + b.Slope - (3 * (a.Loss - b.Loss) / (a.Step - b.Step));
        double d2 = Math.Sqrt((d1 * d1) - (a.Slope * b.Slope));
        double step = b.Step - ((b.Step - a.Step) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + (2 * d2))));
        return double.IsFinite(step) ? Math.Min(Math.Max(step, least), most) : (least + most) / 2;
    }
}
