using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Two-dimensional transposed convolution with a bias for each filter, which enlarges what a <see cref="Conv2D"/> of the same numbers makes smaller (Zeiler et al. 2010):
/// [batch, channels, height, width] → [batch, filters, outputHeight, outputWidth], a length being
/// (n - 1)·stride - 2·padding + dilation·(kernel - 1) + 1 + outputPadding. Some call it deconvolution.
/// </summary>
/// <remarks>The output padding must be less than the stride; PyTorch allows one that is less than the dilation, too.</remarks>
public sealed class ConvTranspose2D : Layer
{
    private readonly Window _window;
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;

    /// <summary>A transposed convolution; the number of channels is learnt from the input.</summary>
    /// <param name="filters">Maps of the output; at least one.</param>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="stride">Rows and columns of the output from one element of the input to the next. Default: 1.</param>
    /// <param name="padding">Rows and columns cut off on each side of the output. Default: 0.</param>
    /// <param name="outputPadding">Rows below and columns right by which the output is longer, less than the stride. Default: 0.</param>
    /// <param name="dilation">Rows and columns from one tap of the kernel to the next. Default: 1.</param>
    /// <param name="groups">Parts that channels and filters are cut into, each part of the filters reading one part of the channels. Default: 1.</param>
    /// <param name="bias">Whether each filter adds a number of its own. Default: true.</param>
    /// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (or negative, for the padding), or the output padding not less than the stride.</exception>
    /// <exception cref="ArgumentException">The filters are no multiple of the groups.</exception>
    public ConvTranspose2D(
        int filters, Size2D kernel, Size2D? stride = null, Size2D padding = default, Size2D outputPadding = default, Size2D? dilation = null, int groups = 1, bool bias = true,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        FilterGroups.Require(filters, groups);
        _window = new Window(kernel, stride ?? 1, padding, dilation ?? 1);
        if (outputPadding.Y < 0 || outputPadding.X < 0 || outputPadding.Y >= Stride.Y || outputPadding.X >= Stride.X)
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

    /// <summary>Rows and columns of a filter.</summary>
    public Size2D Kernel => _window.Kernel;

    /// <summary>Rows and columns of the output from one element of the input to the next.</summary>
    public Size2D Stride => _window.Stride;

    /// <summary>Rows and columns cut off on each side of the output.</summary>
    public Size2D Padding => _window.Padding;

    /// <summary>Rows below and columns right by which the output is longer, less than the stride.</summary>
    public Size2D OutputPadding { get; }

    /// <summary>Rows and columns from one tap of the kernel to the next.</summary>
    public Size2D Dilation => _window.Dilation;

    /// <summary>Parts that channels and filters are cut into.</summary>
    public int Groups { get; }

    /// <summary>Whether each filter adds a number of its own.</summary>
    public bool HasBias { get; }

    /// <summary>The filters [channels, filters / groups, kernelHeight, kernelWidth]; null until built.</summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases [filters]; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        Window.RequirePicture(input, Unsuitable);
        long height = ConvTranspose2DOp.Length(input[1], Kernel.Y, Stride.Y, Padding.Y, OutputPadding.Y, Dilation.Y);
        long width = ConvTranspose2DOp.Length(input[2], Kernel.X, Stride.X, Padding.X, OutputPadding.X, Dilation.X);
        if (height < 1 || width < 1)
        {
            throw Unsuitable("[channels, height, width] of which the padding leaves something", input, $"The output would be {height}×{width}; take less padding.");
        }
        if (input[0] % Groups != 0)
        {
            throw Unsuitable($"[a multiple of {Groups}, height, width]", input, $"Its {Groups} groups need as many channels each.");
        }
        int fanIn = input[0] / Groups * _window.Area, fanOut = Filters / Groups * _window.Area;
        Weight = AddParameter("weight", [input[0], Filters / Groups, Kernel.Y, Kernel.X], _weightInitializer, fanIn, fanOut);
        Bias = HasBias ? AddParameter("bias", [Filters], _biasInitializer, fanIn, fanOut) : null;
        return [Filters, (int)height, (int)width];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.ConvTranspose2D(Weight!, Stride, Padding, OutputPadding, Dilation, Groups); // [batch, filters, outputHeight, outputWidth]
        return Bias is null ? y : ChannelBiasOp.AddInPlace(y, Bias);
    }
}
