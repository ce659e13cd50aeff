using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The Gaussian error linear unit.</summary>
public static class GeluOp
{
    /// <summary>x Φ(x), by the authors' approximation 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is within 0.0005 of it (Hendrycks and Gimpel 2016), element by element.</summary>
    public static Tensor Gelu(this Tensor x)
        => 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x.Square()))).Tanh());
}
