using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Uniform between ±2.4 / fanIn, so that units with scaled tanh start in its middle (LeCun et al. 1998, appendix A).</summary>
public sealed class LeCun : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double limit = 2.4 / fanIn;
        return RandomOps.Uniform(shape, -limit, limit, random, dtype);
    }
}
