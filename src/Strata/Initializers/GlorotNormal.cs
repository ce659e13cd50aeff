using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Normal with variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010, equation 12).</summary>
public sealed class GlorotNormal : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double deviation = Math.Sqrt(2.0 / (fanIn + fanOut));
        return RandomOps.Normal(shape, 0, deviation, random, dtype);
    }
}
