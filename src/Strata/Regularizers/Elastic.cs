using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>The elastic net, λ₁ Σ |w| + ½ λ₂ Σ w² (Zou and Hastie 2005).</summary>
/// <param name="l1">λ₁, zero or above.</param>
/// <param name="l2">λ₂, zero or above.</param>
/// <exception cref="ArgumentOutOfRangeException">A strength is negative or not a number.</exception>
public sealed class Elastic(double l1, double l2) : Regularizer
{
    private readonly double _l1 = NotNegative(l1, nameof(l1));
    private readonly double _l2 = NotNegative(l2, nameof(l2));

    /// <inheritdoc/>
    public override Tensor? Penalty(Tensor weight) => (weight.Abs().Sum() * _l1) + (weight.Square().Sum() * (0.5 * _l2));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(Elastic)}({_l1}, {_l2})");
}
