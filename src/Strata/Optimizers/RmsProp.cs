using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>RMSProp (Tieleman and Hinton 2012): r ← ρ r + (1 - ρ) g'², w ← w - η g' / (√r + ε), with g' = g + λ w.</summary>
public sealed class RmsProp : Optimizer
{
    private readonly double _rho;
    private readonly double _epsilon;

    /// <summary>RMSProp at a rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η. Default: 0.001.</param>
    /// <param name="rho">ρ, from 0 to below 1. Default: 0.9.</param>
    /// <param name="epsilon">ε, above zero. Default: 1e-7.</param>
    /// <param name="weightDecay">λ. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public RmsProp(Schedule? learningRate = null, double rho = 0.9, double epsilon = 1e-7, double weightDecay = 0)
        : base(learningRate ?? 0.001, weightDecay, stateCount: 1)
    {
        _rho = Share(rho, nameof(rho));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
        => UpdateOps.RmsProp(weight, gradient, state[0], rate, _rho, _epsilon, WeightDecay);
}
