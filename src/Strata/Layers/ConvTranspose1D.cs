using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// One-dimensional transposed convolution with a bias for each filter, which enlarges what a <see cref="Conv1D"/> of the same numbers makes smaller (Zeiler et al. 2010):
/// [batch, channels, steps] → [batch, filters, outputSteps], outputSteps being
/// (n - 1)·stride - 2·padding + dilation·(kernel - 1) + 1 + outputPadding. Some call it deconvolution.
/// </summary>
/// <remarks>The output padding must be less than the stride; PyTorch allows one that is less than the dilation, too.</remarks>
public sealed class ConvTranspose1D : Layer
{
    private readonly Window1D _window;
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>A transposed convolution; the number of channels is learnt from the input.</summary>
    /// <param name="filters">Maps of the output; at least one.</param>
    /// <param name="kernel">Steps that a filter spans.</param>
    /// <param name="stride">Steps of the output from one element of the input to the next. Default: 1.</param>
    /// <param name="padding">Steps cut off on each side of the output. Default: 0.</param>
    /// <param name="outputPadding">Steps by which the output is longer, less than the stride. Default: 0.</param>
    /// <param name="dilation">Steps from one tap of the kernel to the next. Default: 1.</param>
    /// <param name="groups">Parts that channels and filters are cut into, each part of the filters reading one part of the channels. Default: 1.</param>
    /// <param name="bias">Whether each filter adds a number of its own. Default: true.</param>
    /// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (or negative, for the padding), or the output padding not less than the stride.</exception>
    /// <exception cref="ArgumentException">The filters are no multiple of the groups.</exception>
    public ConvTranspose1D(
        int filters, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        FilterGroups.Require(filters, groups);
        _window = new Window1D(kernel, stride, padding, dilation);
        if (outputPadding < 0 || outputPadding >= Stride)
        {
            throw new ArgumentOutOfRangeException(nameof(outputPadding), outputPadding, $"The output padding must be from 0 to below the stride, {Stride}.");
        }
        OutputPadding = outputPadding;
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

    /// <summary>Steps of the output from one element of the input to the next.</summary>
    public int Stride => _window.Stride;

    /// <summary>Steps cut off on each side of the output.</summary>
    public int Padding => _window.Padding;

    /// <summary>Steps by which the output is longer, less than the stride.</summary>
    public int OutputPadding { get; }

    /// <summary>Steps from one tap of the kernel to the next.</summary>
    public int Dilation => _window.Dilation;

    /// <summary>Parts that channels and filters are cut into.</summary>
    public int Groups { get; }

    /// <summary>Whether each filter adds a number of its own.</summary>
    public bool HasBias { get; }

    /// <summary>The filters [channels, filters / groups, kernel]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases [filters]; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window1D.RequireSequence(input, Unsuitable);
        long steps = ConvTranspose2DOp.Length(input[1], Kernel, Stride, Padding, OutputPadding, Dilation);
        if (steps < 1)
        {
            throw Unsuitable("[channels, steps] of which the padding leaves something", input, $"The output would have {steps} steps; take less padding.");
        }
        if (input[0] % Groups != 0)
        {
            throw Unsuitable($"[a multiple of {Groups}, steps]", input, $"Its {Groups} groups need as many channels each.");
        }
        int fanIn = input[0] / Groups * Kernel, fanOut = Filters / Groups * Kernel;
        Weight = AddParameter("weight", [input[0], Filters / Groups, Kernel], _weightInitializer, fanIn, fanOut);
        Bias = HasBias ? AddParameter("bias", [Filters], _biasInitializer, fanIn, fanOut) : null;
        return [Filters, (int)steps];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.ConvTranspose1D(Weight!, Stride, Padding, OutputPadding, Dilation, Groups); // [batch, filters, outputSteps]
        return Bias is null ? y : ChannelBiasOp.AddInPlace(y, Bias);
    }
}
