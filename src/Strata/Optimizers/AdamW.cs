using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): w ← w - η λ w, and then the step of <see cref="Adam"/> from the plain
/// gradient. As in PyTorch the decay is multiplied by the whole rate η; the paper multiplies it by the schedule's factor alone.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>AdamW at a rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η. Default: 0.001.</param>
    /// <param name="beta1">β₁, from 0 to below 1. Default: 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1. Default: 0.999.</param>
    /// <param name="epsilon">ε, above zero. Default: 1e-8.</param>
    /// <param name="weightDecay">λ. Default: 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public AdamW(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(learningRate ?? 0.001, weightDecay, stateCount: 2)
    {
        _beta1 = Share(beta1, nameof(beta1));
        _beta2 = Share(beta2, nameof(beta2));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
        => UpdateOps.AdamW(weight, gradient, state[0], state[1], rate, _beta1, _beta2, _epsilon, Steps, WeightDecay);
}
