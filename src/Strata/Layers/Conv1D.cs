using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// One-dimensional convolution with a bias for each filter: [batch, channels, steps] → [batch, filters, outputSteps], outputSteps being
/// ⌊(n + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1. As in all libraries the filters are not turned round (cross-correlation).
/// </summary>
public sealed class Conv1D : Layer
{
    private readonly Window1D _window;
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>A convolution; the number of channels is learnt from the input.</summary>
    /// <param name="filters">Maps of the output; at least one.</param>
    /// <param name="kernel">Steps that a filter spans.</param>
    /// <param name="stride">Steps from one output to the next. Default: 1.</param>
    /// <param name="padding">Zeros added on each side. Default: 0.</param>
    /// <param name="dilation">Steps from one tap of the kernel to the next. Default: 1.</param>
    /// <param name="groups">Parts that channels and filters are cut into, each part of the filters reading one part of the channels. Default: 1.</param>
    /// <param name="bias">Whether each filter adds a number of its own. Default: true.</param>
    /// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (or negative, for the padding).</exception>
    /// <exception cref="ArgumentException">The filters are no multiple of the groups.</exception>
    public Conv1D(
        int filters, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        FilterGroups.Require(filters, groups);
        _window = new Window1D(kernel, stride, padding, dilation);
        Filters = filters;
        Groups = groups;
        HasBias = bias;
        _weightInitializer = weightInitializer ?? new GlorotUniform();
        _biasInitializer = biasInitializer ?? new Zeros();
    }

    /// <summary>The number of filters, and of maps of the output.</summary>
    public int Filters { get; }

    /// <summary>Steps that a filter spans.</summary>
    public int Kernel => _window.Kernel;

    /// <summary>Steps from one output to the next.</summary>
    public int Stride => _window.Stride;

    /// <summary>Zeros added on each side.</summary>
    public int Padding => _window.Padding;

    /// <summary>Steps from one tap of the kernel to the next.</summary>
    public int Dilation => _window.Dilation;

    /// <summary>Parts that channels and filters are cut into.</summary>
    public int Groups { get; }

    /// <summary>Whether each filter adds a number of its own.</summary>
    public bool HasBias { get; }

    /// <summary>The filters [filters, channels / groups, kernel]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases [filters]; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        int steps = _window.Positions(input, Unsuitable);
        if (input[0] % Groups != 0)
        {
            throw Unsuitable($"[a multiple of {Groups}, steps]", input, $"Its {Groups} groups need as many channels each.");
        }
        int fanIn = input[0] / Groups * Kernel, fanOut = Filters / Groups * Kernel;
        Weight = AddParameter("weight", [Filters, input[0] / Groups, Kernel], _weightInitializer, fanIn, fanOut);
        Bias = HasBias ? AddParameter("bias", [Filters], _biasInitializer, fanIn, fanOut) : null;
        return [Filters, steps];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => x.Conv1D(Weight!, Stride, Padding, Dilation, Groups, Bias?.Value); // [batch, filters, outputSteps]
}
