using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>scale · x + shift with two fixed numbers, for inputs of another range. Any shape, which stays as it is.</summary>
/// <param name="scale">What each element is multiplied by.</param>
/// <param name="shift">What is added to it. Default: 0.</param>
public sealed class Rescale(double scale, double shift = 0) : Layer
{
    /// <summary>What each element is multiplied by.</summary>
    public double Scale { get; } = scale;

    /// <summary>What is added to it.</summary>
    public double Shift { get; } = shift;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Affine(Scale, Shift);
}
