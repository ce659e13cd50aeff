using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// Resilient propagation (Riedmiller and Braun 1993), for full batches: only the sign of the gradient counts, and each weight has a step size d of its own,
/// w ← w - d sign(g). d grows by η⁺ where the sign stayed and shrinks by η⁻ where it changed; there the weight rests for a step, as in
/// PyTorch (iRprop⁻, Igel and Hüsken 2000), where the first paper took the last step back.
/// </summary>
public sealed class Rprop : Optimizer
{
    private readonly double _shrink;
    private readonly double _grow;
    private readonly double _least;
    private readonly double _most;

    /// <summary>Rprop.</summary>
    /// <param name="firstStep">d at first; as a schedule, its value at a parameter's first step. Default: 0.01.</param>
    /// <param name="shrink">η⁻, from 0 to below 1. Default: 0.5.</param>
    /// <param name="grow">η⁺, at least 1. Default: 1.2.</param>
    /// <param name="least">The smallest d, above zero. Default: 1e-6.</param>
    /// <param name="most">The largest d, not below the smallest. Default: 50.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public Rprop(Schedule? firstStep = null, double shrink = 0.5, double grow = 1.2, double least = 1e-6, double most = 50)
        : base(firstStep ?? 0.01, weightDecay: 0, stateCount: 2)
    {
        _shrink = Share(shrink, nameof(shrink));
        _grow = grow >= 1 && double.IsFinite(grow)
            ? grow
            : throw new ArgumentOutOfRangeException(nameof(grow), grow, "The grow of an optimizer must be a number from 1 on.");
        _least = Positive(least, nameof(least));
        _most = Positive(most, nameof(most));
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
        => UpdateOps.Rprop(weight, gradient, state[0], state[1], rate, _shrink, _grow, _least, _most);
}
