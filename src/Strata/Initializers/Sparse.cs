using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>
/// A few normally distributed links into each unit, and zeros elsewhere (Martens 2010): however many inputs there are, a unit's sum stays of the same size
/// and units stay different. The first axis is the units, all others together their inputs.
/// </summary>
/// <param name="links">Links into a unit that are not zero; where there are fewer inputs, all. Default: 15.</param>
/// <param name="deviation">The standard deviation of a link. Default: 1.</param>
/// <exception cref="ArgumentOutOfRangeException">There is not one link, or the deviation is not a positive number.</exception>
public sealed class Sparse(int links = 15, double deviation = 1) : Initializer
{
    private readonly int _links = links >= 1
        ? links
        : throw new ArgumentOutOfRangeException(nameof(links), links, "A unit needs at least one link.");

    private readonly double _deviation = double.IsFinite(deviation) && deviation > 0
        ? deviation
        : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The standard deviation of links must be a positive number.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameter is no matrix: it has fewer than two axes.</exception>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        if (shape.Rank < 2)
        {
            throw new ArgumentException($"A sparse start needs a matrix, but the parameter has shape {shape}. Give it another initializer.");
        }
        int units = shape[0], inputs = shape[1..].ElementCount, links = Math.Min(_links, inputs);
        double[] values = RandomOps.Normal([units, links], 0, _deviation, random, DType.Float64).ToArray<double>();
        double[] w = new double[units * inputs];
        for (int i = 0; i < units; i++)
        {
            ReadOnlySpan<int> order = RandomOps.Permutation(inputs, random).AsSpan<int>();
            for (int j = 0; j < links; j++)
            {
                w[(i * inputs) + order[j]] = values[(i * links) + j];
            }
        }
        return Tensor.Wrap(w, shape).To(dtype);
    }
}
