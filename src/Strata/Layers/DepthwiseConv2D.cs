using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A convolution in which each filter reads one channel: [batch, channels, height, width] → [batch, channels · multiplier, outputHeight, outputWidth], lengths as of
/// <see cref="Conv2D"/>. The first filters read the first channel.
/// </summary>
public sealed class DepthwiseConv2D : Layer
{
    private readonly Window _window;
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>A depthwise convolution; the number of channels is learnt from the input.</summary>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="multiplier">Filters that read a channel. Default: 1.</param>
    /// <param name="stride">Rows and columns from one output to the next. Default: 1.</param>
    /// <param name="padding">Zeros added on each side. Default: 0.</param>
    /// <param name="dilation">Rows and columns from one tap of the kernel to the next. Default: 1.</param>
    /// <param name="bias">Whether each filter adds a number of its own. Default: true.</param>
    /// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (or negative, for the padding).</exception>
    public DepthwiseConv2D(
        Size2D kernel, int multiplier = 1, Size2D? stride = null, Size2D padding = default, Size2D? dilation = null, bool bias = true,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        _window = new Window(kernel, stride ?? 1, padding, dilation ?? 1);
        Multiplier = multiplier;
        HasBias = bias;
        _weightInitializer = weightInitializer ?? new GlorotUniform();
        _biasInitializer = biasInitializer ?? new Zeros();
    }

    /// <summary>Rows and columns of a filter.</summary>
    public Size2D Kernel => _window.Kernel;

    /// <summary>Filters that read a channel.</summary>
    public int Multiplier { get; }

    /// <summary>Rows and columns from one output to the next.</summary>
    public Size2D Stride => _window.Stride;

    /// <summary>Zeros added on each side.</summary>
    public Size2D Padding => _window.Padding;

    /// <summary>Rows and columns from one tap of the kernel to the next.</summary>
    public Size2D Dilation => _window.Dilation;

    /// <summary>Whether each filter adds a number of its own.</summary>
    public bool HasBias { get; }

    /// <summary>The filters [channels · multiplier, 1, kernelHeight, kernelWidth]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases [channels · multiplier]; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Size2D output = _window.Positions(input, Unsuitable);
        int filters = checked(input[0] * Multiplier), fanIn = _window.Area, fanOut = Multiplier * _window.Area;
        Weight = AddParameter("weight", [filters, 1, Kernel.Y, Kernel.X], _weightInitializer, fanIn, fanOut);
        Bias = HasBias ? AddParameter("bias", [filters], _biasInitializer, fanIn, fanOut) : null;
        return [filters, output.Y, output.X];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => x.Conv2D(Weight!, Stride, Padding, Dilation, groups: InputShape[0], Bias?.Value); // [batch, channels · multiplier, height, width]
}
