using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>AdaGrad (Duchi, Hazan and Singer 2011): s ← s + g'², w ← w - η g' / (√s + ε), with g' = g + λ w.</summary>
public sealed class AdaGrad : Optimizer
{
    private readonly double _epsilon;

    /// <summary>AdaGrad at a rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η. Default: 0.01.</param>
    /// <param name="epsilon">ε, above zero. Default: 1e-10.</param>
    /// <param name="weightDecay">λ. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public AdaGrad(Schedule? learningRate = null, double epsilon = 1e-10, double weightDecay = 0)
        : base(learningRate ?? 0.01, weightDecay, stateCount: 1) => _epsilon = Positive(epsilon, nameof(epsilon));

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
        => UpdateOps.AdaGrad(weight, gradient, state[0], rate, _epsilon, WeightDecay);
}
