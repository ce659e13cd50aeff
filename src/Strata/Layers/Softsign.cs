using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The softsign function, element by element: x / (1 + |x|), which nears ±1 more slowly than tanh (Bergstra, Desjardins, Lamblin and Bengio 2009). Any shape, which stays as it is.</summary>
public sealed class Softsign : Layer
{
    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (-1, 1);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Softsign();
}
