namespace Strata.Optimizers.FullBatch;

/// <summary>
/// The exact search for quadratic losses, t = -gᵀd / dᵀAd: as φ' is a straight line, its zero follows from the slopes at the start and at the trial step
/// (Nocedal and Wright 2006, equation 3.55). On any other loss it is one step of the secant method.
/// </summary>
public sealed class ExactQuadratic : LineSearch
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The slope does not rise along the line, which has no minimum then.</exception>
    public override LinePoint Find(Line line, double trial)
    {
        ArgumentNullException.ThrowIfNull(line);
        double curvature = (line.At(trial).Slope - line.Start.Slope) / trial; // dᵀAd
        return curvature > 0
            ? line.At(-line.Start.Slope / curvature)
            : throw new InvalidOperationException(
                $"The exact line search is for convex quadratic losses, but along this line the curvature is {curvature}. Use {nameof(StrongWolfe)}.");
    }
}
