using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A convolution whose filters are not shared: each place has filters and biases of its own. [batch, channels, steps] → [batch, filters, outputSteps], lengths
/// as of a <see cref="Conv1D"/> without padding; put a <see cref="Pad1D"/> before it for a border.
/// </summary>
/// <param name="filters">Maps of the output; at least one.</param>
/// <param name="kernel">Steps that a filter spans.</param>
/// <param name="stride">Steps from one output to the next. Default: 1.</param>
/// <param name="bias">Whether each filter adds a number of its own at each place. Default: true.</param>
/// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
/// <param name="biasInitializer">Default: zeros.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
public sealed class LocallyConnected1D(
    int filters, int kernel, int stride = 1, bool bias = true, Initializer? weightInitializer = null, Initializer? biasInitializer = null) : Layer
{
    private readonly Window1D _window = new(kernel, stride, padding: 0, dilation: 1);
    private Tensor? _taps;

    /// <summary>The number of maps of the output.</summary>
    public int Filters { get; } = filters >= 1
        ? filters
        : throw new ArgumentOutOfRangeException(nameof(filters), filters, "A locally connected layer needs at least one filter.");

    /// <summary>Steps that a filter spans.</summary>
    public int Kernel => _window.Kernel;

    /// <summary>Steps from one output to the next.</summary>
    public int Stride => _window.Stride;

    /// <summary>Whether each filter adds a number of its own at each place.</summary>
    public bool HasBias { get; } = bias;

    /// <summary>The filters [places, filters, channels · kernel], place by place in the order of the output; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases, of an output sample's shape; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        int steps = _window.Positions(input, Unsuitable), taps = input[0] * Kernel, fanOut = Filters * Kernel;
        _taps = new Window((1, Kernel), (1, Stride), padding: 0, dilation: 1).Taps(input.Insert(1, 1), (1, steps));
        Weight = AddParameter("weight", [steps, Filters, taps], weightInitializer ?? new GlorotUniform(), taps, fanOut);
        Shape shape = [Filters, steps];
        Bias = HasBias ? AddParameter("bias", shape, biasInitializer ?? new Zeros(), taps, fanOut) : null;
        return shape;
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.Flatten().LocallyConnected(Weight!, _taps!).Reshape(OutputShape.Insert(0, x.Shape[0]));
        return Bias is null ? y : y + Bias.Value;
    }
}
