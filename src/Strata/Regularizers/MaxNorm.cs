using Strata.Ops;
using Strata.Tensors;

namespace Strata.Regularizers;

/// <summary>
/// The constraint ‖w‖ ≤ c on the weights into each unit (Srebro, Rennie and Jaakkola 2005; with dropout, Hinton et al. 2012): longer ones are shortened to c.
/// </summary>
/// <param name="limit">c, above zero, usually 3 to 4.</param>
/// <exception cref="ArgumentOutOfRangeException">c is not a positive number.</exception>
public sealed class MaxNorm(double limit) : Regularizer
{
    private readonly double _limit = limit > 0 && double.IsFinite(limit)
        ? limit
        : throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit of a norm must be a positive number.");

    /// <inheritdoc/>
    public override void Constrain(Tensor weight)
    {
        Tensor limit = Tensor.Scalar(_limit, weight.DType);
        Scale(weight, limit / Norms(weight).Maximum(limit)); // exactly one where nothing is to be done
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(MaxNorm)}({_limit})");
}
