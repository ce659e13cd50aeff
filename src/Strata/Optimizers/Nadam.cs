using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// Adam with Nesterov's momentum (Dozat 2016, algorithm 2), with g' = g + λ w at step t: m ← β₁ m + (1 - β₁) g', v ← β₂ v + (1 - β₂) g'²,
/// m̄ = μₜ₊₁ m / (1 - μ₁ ⋯ μₜ₊₁) + (1 - μₜ) g' / (1 - μ₁ ⋯ μₜ), w ← w - η m̄ / (√(v / (1 - β₂ᵗ)) + ε). The momentum warms up:
/// μₜ = β₁ (1 - ½ · 0.96^(ψ t)). As in PyTorch, m itself is averaged with β₁, where the paper has μₜ. (PyTorch 1.13 also
/// has μₜ twice in the product up to t + 1; here it stands once, as in the paper.)
/// </summary>
public sealed class Nadam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _warmUp;
    private double _product = 1; // μ₁ ⋯ μₜ up to the step t = _multiplied
    private long _multiplied;

    /// <summary>Nadam at a rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η. Default: 0.002.</param>
    /// <param name="beta1">β₁, from 0 to below 1. Default: 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1. Default: 0.999.</param>
    /// <param name="epsilon">ε, above zero. Default: 1e-8.</param>
    /// <param name="warmUp">ψ, how fast the momentum rises from about half to all of β₁; above zero. Default: 0.004.</param>
    /// <param name="weightDecay">λ. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public Nadam(
        Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double warmUp = 0.004, double weightDecay = 0)
        : base(learningRate ?? 0.002, weightDecay, stateCount: 2)
    {
        _beta1 = Share(beta1, nameof(beta1));
        _beta2 = Share(beta2, nameof(beta2));
        _epsilon = Positive(epsilon, nameof(epsilon));
        _warmUp = Positive(warmUp, nameof(warmUp));
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
    {
        if (_multiplied > Steps)
        {
            (_product, _multiplied) = (1, 0); // a training that was resumed at an earlier step
        }
        while (_multiplied < Steps)
        {
            _product *= Momentum(++_multiplied);
        }
        UpdateOps.Nadam(
            weight, gradient, state[0], state[1], rate, _beta1, _beta2, _epsilon, Steps, Momentum(Steps), Momentum(Steps + 1), _product, WeightDecay);
    }

    private double Momentum(long step) => _beta1 * (1 - (0.5 * Math.Pow(0.96, _warmUp * step)));
}
