using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The leaky rectifier, element by element: x above zero, slope · x below (Maas, Hannun and Ng 2013). Any shape, which stays as it is.</summary>
/// <param name="slope">The slope where x is negative. Default: 0.01.</param>
public sealed class LeakyRelu(double slope = 0.01) : Layer
{
    /// <summary>The slope where x is negative.</summary>
    public double Slope { get; } = slope;

    /// <inheritdoc/>
    public override (double Low, double High)? Limits => (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.LeakyRelu(Slope);
}
