using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Uniform with variance 2 / (fanIn + fanOut): between ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16).</summary>
public sealed class GlorotUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double limit = Math.Sqrt(6.0 / (fanIn + fanOut));
        return RandomOps.Uniform(shape, -limit, limit, random, dtype);
    }
}
