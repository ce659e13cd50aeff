using Strata.Tensors;

namespace Strata.Ops;

/// <summary>Squared Euclidean distances.</summary>
public static class SquaredDistanceOp
{
    /// <summary>Σ (x - c)² of every row with every centre: [batch, d] and [centres, d] → [batch, centres], from the differences, so that none is negative.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or the types differ.</exception>
    public static Tensor SquaredDistance(this Tensor x, Tensor centres)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(centres);
        if (x.Rank != 2 || centres.Rank != 2 || x.Shape[1] != centres.Shape[1])
        {
            throw new ArgumentException($"Distances take rows [batch, d] and centres [centres, d], but got {x.Shape} and {centres.Shape}.");
        }
        return (x.Reshape(x.Shape.Insert(1, 1)) - centres.Reshape(centres.Shape.Insert(0, 1))).Square().Sum([-1]);
    }
}
