using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The loss of siamese networks (Hadsell, Chopra and LeCun 2006, equation 4), on pairs of points [batch, 2, features] at distances D: ½ D² for a pair that
/// belongs together, Y = 0, and ½ max(0, m - D)² for one that does not, Y = 1, averaged over the pairs. Targets are the Y, [batch]. A Dense layer on
/// [batch, 2, inputs] maps both of a pair by the same weights. Predictions are the distances [batch].
/// </summary>
/// <param name="margin">m, above zero. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The margin is not a positive number.</exception>
public sealed class Contrastive(double margin = 1) : Loss
{
    private readonly double _margin = margin > 0 && double.IsFinite(margin)
        ? margin
        : throw new ArgumentOutOfRangeException(nameof(margin), margin, "The margin of a contrastive loss must be a positive number.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shapes do not fit, or a target is neither 0 nor 1.</exception>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        Tensor distances = Predictions(output); // [batch]
        target = Targets.Like(distances, target, nameof(Contrastive));
        Targets.RequireValues(target, y => y is 0 or 1, "0 (a pair) or 1 (no pair)", nameof(Contrastive));
        Tensor together = distances.Square(), apart = (_margin - distances).Relu().Square();
        return (((1 - target) * together) + (target * apart)).Mean() * 0.5;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The output is not [batch, 2, features].</exception>
    public override Tensor Predictions(Tensor output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.Rank != 3 || output.Shape[1] != 2)
        {
            throw new ArgumentException($"{nameof(Contrastive)} takes pairs [batch, 2, features], but the model's output is {output.Shape}.");
        }
        Tensor squares = (output.Slice(1, 0, 1) - output.Slice(1, 1, 1)).Square().Sum([1, 2]); // [batch]
        return (squares + 1e-12).Sqrt(); // the root has no slope at zero
    }
}
