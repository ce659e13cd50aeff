using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>
/// Normally distributed values within two standard deviations of the mean; those outside are drawn again. What remains has 0.774 times the variance.
/// </summary>
/// <param name="mean">Default: 0.</param>
/// <param name="deviation">The standard deviation before the cut. Default: 0.01.</param>
/// <exception cref="ArgumentOutOfRangeException">The deviation is negative or not a number.</exception>
public sealed class TruncatedNormal(double mean = 0, double deviation = 0.01) : Initializer
{
    private readonly double _deviation = double.IsFinite(deviation) && deviation >= 0
        ? deviation
        : throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "A standard deviation must be zero or a positive number.");

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double[] x = RandomOps.Normal(shape, 0, 1, random, DType.Float64).ToArray<double>();
        int[] outside = Outside(Enumerable.Range(0, x.Length));
        while (outside.Length > 0)
        {
            double[] again = RandomOps.Normal([outside.Length], 0, 1, random, DType.Float64).ToArray<double>();
            for (int i = 0; i < again.Length; i++)
            {
                x[outside[i]] = again[i];
            }
            outside = Outside(outside);
        }
        return Tensor.Wrap(x, shape).Affine(_deviation, mean).To(dtype);

        int[] Outside(IEnumerable<int> places) => [.. places.Where(i => Math.Abs(x[i]) > 2)];
    }
}
