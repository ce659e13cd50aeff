using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Passes its input on, and in training adds λ Σ_j KL(ρ ‖ ρ̂_j) = λ Σ_j ρ ln (ρ / ρ̂_j) + (1 - ρ) ln ((1 - ρ) / (1 - ρ̂_j)) to the loss, ρ̂_j being the mean activity of
/// unit j over the batch: each unit is to be active for a share ρ of the samples (Lee, Ekanadham and Ng 2008; Ng 2011, sparse autoencoder). Activities are from 0 to 1, as a
/// <see cref="Sigmoid"/> gives them; a mean outside is taken to the nearest number inside, and not pushed. Any shape, which stays as it is.
/// Where a batch passes through the model in parts, ρ̂_j is the mean over a part, and the penalty the mean of the parts' penalties: more than that of the whole batch,
/// as KL is convex. Parts should be large enough, a few times 1 / ρ samples, for a mean to be near ρ at all.
/// </summary>
/// <param name="target">ρ, between 0 and 1. Default: 0.05.</param>
/// <param name="strength">λ, zero or above. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
public sealed class KlSparsity(double target = 0.05, double strength = 1) : Layer
{
    /// <summary>ρ.</summary>
    public double Target { get; } = target is > 0 and < 1
        ? target
        : throw new ArgumentOutOfRangeException(nameof(target), target, "The target of a sparsity penalty is a mean activity between 0 and 1.");

    /// <summary>λ.</summary>
    public double Strength { get; } = strength >= 0 && double.IsFinite(strength)
        ? strength
        : throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of an activity penalty must be zero or a positive number.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (context.TakesPenalties && x.Shape[0] > 0)
        {
            Tensor mean = x.Mean([0]).Clamp(1e-6, 1 - 1e-6);
            Tensor cross = (mean.Log() * -Target) - ((1 - mean).Log() * (1 - Target));
            double entropy = -(Target * Math.Log(Target)) - ((1 - Target) * Math.Log(1 - Target));
            context.AddPenalty((cross - entropy).Sum() * Strength);
        }
        return x;
    }
}
