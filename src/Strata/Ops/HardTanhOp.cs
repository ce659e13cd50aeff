using Strata.Tensors;

namespace Strata.Ops;

/// <summary>The piecewise linear tanh.</summary>
public static class HardTanhOp
{
    /// <summary>x between -1 and 1 (Collobert 2004), element by element.</summary>
    public static Tensor HardTanh(this Tensor x) => x.Clamp(-1, 1);
}
