using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>
/// The penalty ½ λ Σ w² (Hoerl and Kennard 1970, ridge regression), whose gradient is λ w: the same as an optimizer's weight decay of λ, but for chosen
/// parameters and as a part of the loss.
/// </summary>
/// <param name="strength">λ, zero or above.</param>
/// <exception cref="ArgumentOutOfRangeException">λ is negative or not a number.</exception>
public sealed class L2(double strength) : Regularizer
{
    private readonly double _strength = NotNegative(strength, nameof(strength));

    /// <inheritdoc/>
    public override Tensor? Penalty(Tensor weight) => weight.Square().Sum() * (0.5 * _strength);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(L2)}({_strength})");
}
