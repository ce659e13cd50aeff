using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// AdaDelta (Zeiler 2012, algorithm 1), with g' = g + λ w: s ← ρ s + (1 - ρ) g'², d = g' √(u + ε) / √(s + ε), u ← ρ u + (1 - ρ) d², w ← w - η d.
/// The paper has no rate, which is η = 1.
/// </summary>
public sealed class AdaDelta : Optimizer
{
    private readonly double _rho;
    private readonly double _epsilon;

    /// <summary>AdaDelta at a rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η. Default: 1, the paper's rule.</param>
    /// <param name="rho">ρ, from 0 to below 1. Default: 0.95.</param>
    /// <param name="epsilon">ε, above zero. Default: 1e-6.</param>
    /// <param name="weightDecay">λ. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public AdaDelta(Schedule? learningRate = null, double rho = 0.95, double epsilon = 1e-6, double weightDecay = 0)
        : base(learningRate ?? 1, weightDecay, stateCount: 2)
    {
        _rho = Share(rho, nameof(rho));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
        => UpdateOps.AdaDelta(weight, gradient, state[0], state[1], rate, _rho, _epsilon, WeightDecay);
}
