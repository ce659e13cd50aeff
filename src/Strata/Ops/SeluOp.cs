using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The scaled exponential linear unit.</summary>
public static class SeluOp
{
    /// <summary>λ times ELU with α, the two chosen so that mean 0 and variance 1 stay (Klambauer, Unterthiner, Mayr and Hochreiter 2017), element by element.</summary>
    public static Tensor Selu(this Tensor x) => 1.0507009873554805 * x.Elu(1.6732632423543772);
}
