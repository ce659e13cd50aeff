using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Uniform with variance 2 / fanIn: between ±√(6 / fanIn), for rectifiers (He et al. 2015).</summary>
public sealed class HeUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double limit = Math.Sqrt(6.0 / fanIn);
        return RandomOps.Uniform(shape, -limit, limit, random, dtype);
    }
}
