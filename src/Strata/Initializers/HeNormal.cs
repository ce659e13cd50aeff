using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Normal with variance 2 / fanIn, which makes up for the half that rectifiers cut off (He et al. 2015, equation 10).</summary>
public sealed class HeNormal : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double deviation = Math.Sqrt(2.0 / fanIn);
        return RandomOps.Normal(shape, 0, deviation, random, dtype);
    }
}
