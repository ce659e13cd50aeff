using Strata.Ops;
using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Optimizers;

/// <summary>
/// Stochastic gradient descent, with g' = g + λ w: w ← w - η g'. With momentum μ: v ← μ v - η g' and w ← w + v (Polyak 1964); in Nesterov's form
/// w ← w + μ v - η g' with the new v (Sutskever et al. 2013).
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum;
    private readonly bool _nesterov;

    /// <summary>Gradient descent at a rate that is a number or a schedule.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ, from 0 to below 1. Default: 0.</param>
    /// <param name="nesterov">Whether the momentum is in Nesterov's form. Default: false.</param>
    /// <param name="weightDecay">λ. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    /// <exception cref="ArgumentException">Nesterov's form is asked for without a momentum.</exception>
    public Sgd(Schedule learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate, weightDecay, stateCount: momentum == 0 ? 0 : 1)
    {
        _momentum = Share(momentum, nameof(momentum));
        _nesterov = !nesterov || momentum > 0
            ? nesterov
            : throw new ArgumentException("Nesterov's form needs a momentum above zero, such as 0.9.", nameof(nesterov));
    }

    /// <inheritdoc/>
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] state, double rate)
    {
        if (_momentum == 0)
        {
            UpdateOps.Sgd(weight, gradient, rate, WeightDecay);
        }
        else if (_nesterov)
        {
            UpdateOps.Nesterov(weight, gradient, state[0], rate, _momentum, WeightDecay);
        }
        else
        {
            UpdateOps.Momentum(weight, gradient, state[0], rate, _momentum, WeightDecay);
        }
    }
}
