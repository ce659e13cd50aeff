using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The mean over all samples and elements of ½ d² where |d| ≤ δ and δ (|d| - ½ δ) beyond, d = output - target (Huber 1964): square near zero, and straight
/// where outliers would weigh too much. Targets have the output's shape.
/// </summary>
/// <param name="delta">δ, above zero. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">δ is not a positive number.</exception>
public sealed class Huber(double delta = 1) : Loss
{
    private readonly double _delta = delta > 0 && double.IsFinite(delta)
        ? delta
        : throw new ArgumentOutOfRangeException(nameof(delta), delta, "The delta of Huber's loss must be a positive number.");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        Tensor d = output - Targets.Like(output, target, nameof(Huber));
        Tensor q = d.Clamp(-_delta, _delta);
        return (q * (d - (0.5 * q))).Mean(); // both branches in one: q is d near zero and ±δ beyond
    }
}
