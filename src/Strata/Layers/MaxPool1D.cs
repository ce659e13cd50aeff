using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// The largest element of each window: [batch, channels, steps] → [batch, channels, outputSteps], outputSteps being ⌊(n + 2·padding - kernel) / stride⌋ + 1.
/// Steps that no window reaches are left out.
/// </summary>
/// <param name="kernel">Steps of the window.</param>
/// <param name="stride">Steps from one window to the next. Default: the kernel, so that they do not overlap.</param>
/// <param name="padding">Places added on each side that are never the largest. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the padding is negative or more than half the kernel.</exception>
public sealed class MaxPool1D(int kernel, int? stride = null, int padding = 0) : Layer
{
    private readonly Window1D _window = Window1D.ForPooling(kernel, stride, padding);

    /// <summary>Steps of the window.</summary>
    public int Kernel => _window.Kernel;

    /// <summary>Steps from one window to the next.</summary>
    public int Stride => _window.Stride;

    /// <summary>Places added on each side that are never the largest.</summary>
    public int Padding => _window.Padding;

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        int steps = _window.Positions(input, Unsuitable);
        return [input[0], steps];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => x.Reshape(x.Shape.Insert(2, 1)).MaxPool2D((1, Kernel), (1, Stride), (0, Padding)).Reshape(OutputShape.Insert(0, x.Shape[0]));
}
