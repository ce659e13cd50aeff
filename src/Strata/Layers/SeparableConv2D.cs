using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A convolution in two steps (Chollet 2017): each channel by filters of its own, then a 1×1 convolution that mixes the maps. [batch, channels, height, width] →
/// [batch, filters, outputHeight, outputWidth], lengths as of <see cref="Conv2D"/>.
/// </summary>
public sealed class SeparableConv2D : Layer
{
    private readonly Window _window;
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>A separable convolution; the number of channels is learnt from the input.</summary>
    /// <param name="filters">Maps of the output; at least one.</param>
    /// <param name="kernel">Rows and columns of a channel's filter.</param>
    /// <param name="stride">Rows and columns from one output to the next. Default: 1.</param>
    /// <param name="padding">Zeros added on each side. Default: 0.</param>
    /// <param name="dilation">Rows and columns from one tap of the kernel to the next. Default: 1.</param>
    /// <param name="multiplier">Filters that read a channel. Default: 1.</param>
    /// <param name="bias">Whether each map of the output has a number added. Default: true.</param>
    /// <param name="weightInitializer">For both steps. Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (or negative, for the padding).</exception>
    public SeparableConv2D(
        int filters, Size2D kernel, Size2D? stride = null, Size2D padding = default, Size2D? dilation = null, int multiplier = 1, bool bias = true,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        _window = new Window(kernel, stride ?? 1, padding, dilation ?? 1);
        Filters = filters;
        Multiplier = multiplier;
        HasBias = bias;
        _weightInitializer = weightInitializer ?? new GlorotUniform();
        _biasInitializer = biasInitializer ?? new Zeros();
    }

    /// <summary>The number of maps of the output.</summary>
    public int Filters { get; }

    /// <summary>Rows and columns of a channel's filter.</summary>
    public Size2D Kernel => _window.Kernel;

    /// <summary>Rows and columns from one output to the next.</summary>
    public Size2D Stride => _window.Stride;

    /// <summary>Zeros added on each side.</summary>
    public Size2D Padding => _window.Padding;

    /// <summary>Rows and columns from one tap of the kernel to the next.</summary>
    public Size2D Dilation => _window.Dilation;

    /// <summary>Filters that read a channel.</summary>
    public int Multiplier { get; }

    /// <summary>Whether each map of the output has a number added.</summary>
    public bool HasBias { get; }

    /// <summary>The channels' filters [channels · multiplier, 1, kernelHeight, kernelWidth]; null until built.</summary>
    public Parameter? Depthwise { get; private set; }

    /// <summary>What mixes the maps [filters, channels · multiplier, 1, 1]; null until built.</summary>
    public Parameter? Pointwise { get; private set; }

    /// <summary>The biases [filters]; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Size2D output = _window.Positions(input, Unsuitable);
        int maps = checked(input[0] * Multiplier);
        Depthwise = AddParameter("depthwise", [maps, 1, Kernel.Y, Kernel.X], _weightInitializer, _window.Area, Multiplier * _window.Area);
        Pointwise = AddParameter("pointwise", [Filters, maps, 1, 1], _weightInitializer, maps, Filters);
        Bias = HasBias ? AddParameter("bias", [Filters], _biasInitializer, maps, Filters) : null;
        return [Filters, output.Y, output.X];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor maps = x.Conv2D(Depthwise!, Stride, Padding, Dilation, groups: InputShape[0]); // [batch, channels · multiplier, height, width]
        return maps.Conv2D(Pointwise!, bias: Bias?.Value); // [batch, filters, height, width]
    }
}
