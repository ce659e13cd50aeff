using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The swish function.</summary>
public static class SwishOp
{
    /// <summary>x σ(x), also called SiLU (Elfwing, Uchibe and Doya 2017; Ramachandran, Zoph and Le 2017), element by element.</summary>
    public static Tensor Swish(this Tensor x) => x * x.Sigmoid();
}
