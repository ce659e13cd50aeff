using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// In training, sets each element to zero with probability <paramref name="rate"/> and divides the others by 1 - rate, so that their mean stays; in
/// predictions, the identity (Srivastava et al. 2014). Any shape, which stays as it is.
/// </summary>
/// <param name="rate">The probability of zero, from 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The rate is not in that range.</exception>
public sealed class Dropout(double rate) : Layer
{
    /// <summary>The probability of zero.</summary>
    public double Rate { get; } = Layers.Rate.Checked(rate);

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => context.IsTraining && Rate > 0 ? x.Dropout(Rate, context.Random) : x;
}
