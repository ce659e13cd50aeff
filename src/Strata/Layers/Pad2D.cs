using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>A border of one value: [batch, channels, height, width] → [batch, channels, height + 2·padding, width + 2·padding].</summary>
/// <param name="padding">Rows added above and below, columns added left and right.</param>
/// <param name="value">What the border holds. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The padding is negative.</exception>
public sealed class Pad2D(Size2D padding, double value = 0) : Layer
{
    private readonly Window _window = new(1, 1, padding, 1);
    private readonly int[] _border = [0, 0, padding.Y, padding.X];

    /// <summary>Rows added above and below, columns added left and right.</summary>
    public Size2D Padding => _window.Padding;

    /// <summary>What the border holds.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Size2D output = _window.Positions(input, Unsuitable);
        return [input[0], output.Y, output.X];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context) => x.Pad(_border, _border, Value);
}
