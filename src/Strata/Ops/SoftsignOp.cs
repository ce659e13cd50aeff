using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The softsign function.</summary>
public static class SoftsignOp
{
    /// <summary>x / (1 + |x|), which nears ±1 more slowly than tanh (Bergstra, Desjardins, Lamblin and Bengio 2009), element by element.</summary>
    public static Tensor Softsign(this Tensor x) => x / (1 + x.Abs());
}
