using Strata.Autograd;

namespace Strata.Optimizers;

/// <summary>A limit on the gradients, applied before the optimizer's rule and before its weight decay; see <see cref="Optimizer.Clipping"/>.</summary>
public abstract class Clipping
{
    /// <summary>Replaces the gradients of parameters by their clipped ones.</summary>
    /// <param name="parameters">All that move in this step; each has a gradient.</param>
    public abstract void Clip(IReadOnlyList<Parameter> parameters);

    /// <summary>A limit, once it is known to be above zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double Positive(double limit) => limit > 0 && double.IsFinite(limit)
        ? limit
        : throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit of a clipping must be a positive number.");
}
