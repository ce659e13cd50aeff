using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The exponential linear unit, element by element: x above zero, α (eˣ - 1) below (Clevert, Unterthiner and Hochreiter 2016). Any shape, which stays as it is.</summary>
/// <param name="alpha">α, which the unit saturates at for very negative x. Default: 1.</param>
public sealed class Elu(double alpha = 1) : Layer
{
    /// <summary>α.</summary>
    public double Alpha { get; } = alpha;

    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (-Alpha, double.PositiveInfinity);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Elu(Alpha);
}
