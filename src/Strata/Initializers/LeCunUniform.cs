using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>Uniform with variance 1 / fanIn: between ±√(3 / fanIn) (LeCun, Bottou, Orr and Müller 1998). Caffe calls it xavier.</summary>
public sealed class LeCunUniform : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double limit = Math.Sqrt(3.0 / fanIn);
        return RandomOps.Uniform(shape, -limit, limit, random, dtype);
    }
}
