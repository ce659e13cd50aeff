using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>The penalty λ Σ |w| (Tibshirani 1996, the lasso), which drives weights to zero that the loss does not need.</summary>
/// <param name="strength">λ, zero or above.</param>
/// <exception cref="ArgumentOutOfRangeException">λ is negative or not a number.</exception>
public sealed class L1(double strength) : Regularizer
{
    private readonly double _strength = NotNegative(strength, nameof(strength));

    /// <inheritdoc/>
    public override Tensor? Penalty(Tensor weight) => weight.Abs().Sum() * _strength;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(L1)}({_strength})");
}
