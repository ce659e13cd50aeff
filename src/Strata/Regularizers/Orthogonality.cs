using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>
/// The penalty λ ‖W Wᵀ - I‖² (Frobenius) on the weights W [units, inputs] of each layer, later axes being inputs too: units are to be of length one and at right angles
/// (Brock et al. 2017). Where there are more units than inputs it is λ ‖Wᵀ W - I‖², which differs by a constant and can reach zero.
/// </summary>
/// <param name="strength">λ, zero or above.</param>
/// <exception cref="ArgumentOutOfRangeException">λ is negative or not a number.</exception>
public sealed class Orthogonality(double strength) : Regularizer
{
    private readonly double _strength = NotNegative(strength, nameof(strength));

    /// <inheritdoc/>
    public override Tensor? Penalty(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        int units = weight.Shape[0], inputs = weight.Shape[1..].ElementCount;
        Tensor w = weight.Reshape([units, inputs]);
        bool tall = units > inputs;
        int n = Math.Min(units, inputs);
        Tensor identity = Tensor.Wrap([.. Enumerable.Range(0, n)]).OneHot(n, weight.DType);
        return (w.MatMul(w, transposeA: tall, transposeB: !tall) - identity).Square().Sum() * _strength;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(Orthogonality)}({_strength})");
}
