using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The largest element of each window: [batch, channels, height, width] → [batch, channels, outputHeight, outputWidth], a length being
/// ⌊(n + 2·padding - kernel) / stride⌋ + 1. Rows and columns that no window reaches are left out.
/// </summary>
/// <param name="kernel">Rows and columns of the window.</param>
/// <param name="stride">Rows and columns from one window to the next. Default: the kernel, so that they do not overlap.</param>
/// <param name="padding">Places added on each side that are never the largest. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the padding is negative or more than half the kernel.</exception>
public sealed class MaxPool2D(Size2D kernel, Size2D? stride = null, Size2D padding = default) : Layer
{
    private readonly Window _window = Window.ForPooling(kernel, stride, padding);

    /// <summary>Rows and columns of the window.</summary>
    public Size2D Kernel => _window.Kernel;

    /// <summary>Rows and columns from one window to the next.</summary>
    public Size2D Stride => _window.Stride;

    /// <summary>Places added on each side that are never the largest.</summary>
    public Size2D Padding => _window.Padding;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Size2D output = _window.Positions(input, Unsuitable);
        return [input[0], output.Y, output.X];
    }

    /// <summary>Set by a <see cref="MaxUnpool2D"/> of this layer: each pass then keeps in its context where the largest elements were.</summary>
    internal bool KeepsSwitches { get; set; }

    /// <inheritdoc/>
    internal override bool SavesInput => false;

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        if (!KeepsSwitches)
        {
            return x.MaxPool2D(_window.Kernel, _window.Stride, _window.Padding);
        }
        Tensor y = x.MaxPool2D(_window.Kernel, _window.Stride, _window.Padding, out MaxPoolSwitches switches);
        context.Switches[this] = switches;
        return y;
    }
}
