using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Passes its input on, and in training adds λ Σ |x| to the loss, the sum over a sample averaged over the batch: few units are to be active at once (Olshausen and
/// Field 1996). Any shape, which stays as it is.
/// </summary>
/// <param name="strength">λ, zero or above.</param>
/// <exception cref="ArgumentOutOfRangeException">λ is negative or not a number.</exception>
public sealed class ActivityL1(double strength) : Layer
{
    /// <summary>λ.</summary>
    public double Strength { get; } = strength >= 0 && double.IsFinite(strength)
        ? strength
        : throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of an activity penalty must be zero or a positive number.");

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (context.TakesPenalties && x.Shape[0] > 0)
        {
            context.AddPenalty(x.Abs().Sum() * (Strength / x.Shape[0]));
        }
        return x;
    }
}
