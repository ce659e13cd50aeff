using Strata.Ops;
using Strata.Tensors;

namespace Strata.Initializers;

/// <summary>
/// Normal with variance 1 / fanIn, which keeps the variance of what passes forward (LeCun, Bottou, Orr and Müller 1998): normal numbers calibrated by 1/√fanIn.
/// </summary>
public sealed class LeCunNormal : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, int fanIn, int fanOut, RandomStream random, DType dtype)
    {
        double deviation = Math.Sqrt(1.0 / fanIn);
        return RandomOps.Normal(shape, 0, deviation, random, dtype);
    }
}
