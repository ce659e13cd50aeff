using Strata.Autograd;
using Strata.Initializers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Two-dimensional convolution with a bias for each filter: [batch, channels, height, width] → [batch, filters, outputHeight, outputWidth], a length being
/// ⌊(n + 2·padding - dilation·(kernel - 1) - 1) / stride⌋ + 1. As in all libraries the filters are not turned round (cross-correlation).
/// </summary>
public sealed class Conv2D : Layer
{
    private static readonly int[] s_noPadding = [0, 0], s_emptyKernel = [1, 0];
    private readonly Window _window;
    private readonly Initializer _weightInitializer;
    private readonly Initializer _biasInitializer;
    private Tensor? _kernelNumbers;

    /// <summary>A convolution; the number of channels is learnt from the input.</summary>
    /// <param name="filters">Maps of the output; at least one.</param>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="stride">Rows and columns from one output to the next. Default: 1.</param>
    /// <param name="padding">Zeros added on each side. Default: 0.</param>
    /// <param name="dilation">Rows and columns from one tap of the kernel to the next. Default: 1.</param>
    /// <param name="groups">Parts that channels and filters are cut into, each part of the filters reading one part of the channels. Default: 1.</param>
    /// <param name="bias">Whether each filter adds a number of its own. Default: true.</param>
    /// <param name="table">Which channels each filter reads. Default: all.</param>
    /// <param name="weightInitializer">Default: <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">Default: zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (or negative, for the padding).</exception>
    /// <exception cref="ArgumentException">The filters are no multiple of the groups, or the table has another number of filters, or groups beside it.</exception>
    public Conv2D(
        int filters, Size2D kernel, Size2D? stride = null, Size2D padding = default, Size2D? dilation = null, int groups = 1, bool bias = true,
        ConnectionTable? table = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        FilterGroups.Require(filters, groups);
        if (table is not null && (table.Filters != filters || groups != 1))
        {
            throw new ArgumentException(
                $"The connection table has {table.Filters} filters for a layer of {filters} filters in {groups} group(s); it needs as many, in one group.",
                nameof(table));
        }
        Filters = filters;
        Groups = groups;
        HasBias = bias;
        _window = new Window(kernel, stride ?? 1, padding, dilation ?? 1);
        Table = table;
        _weightInitializer = weightInitializer ?? new GlorotUniform();
        _biasInitializer = biasInitializer ?? new Zeros();
    }

    /// <summary>The number of filters, and of maps of the output.</summary>
    public int Filters { get; }

    /// <summary>Rows and columns of a filter.</summary>
    public Size2D Kernel => _window.Kernel;

    /// <summary>Rows and columns from one output to the next.</summary>
    public Size2D Stride => _window.Stride;

    /// <summary>Zeros added on each side.</summary>
    public Size2D Padding => _window.Padding;

    /// <summary>Rows and columns from one tap of the kernel to the next.</summary>
    public Size2D Dilation => _window.Dilation;

    /// <summary>Parts that channels and filters are cut into.</summary>
    public int Groups { get; }

    /// <summary>Whether each filter adds a number of its own.</summary>
    public bool HasBias { get; }

    /// <summary>Which channels each filter reads; null for all.</summary>
    public ConnectionTable? Table { get; }

    /// <summary>
    /// The filters [filters, channels / groups, kernelHeight, kernelWidth]; with a connection table only those that are connected, filter by filter:
    /// [connections, kernelHeight, kernelWidth]. Null until built.
    /// </summary>
    public Parameter? Weight { get; private set; }

    /// <summary>The biases [filters]; null until built, or without.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
    {
        KernelCompilation.BeginConvolutions();
        Size2D output = _window.Positions(input, Unsuitable);
        if (input[0] % Groups != 0)
        {
            throw Unsuitable($"[a multiple of {Groups}, height, width]", input, $"Its {Groups} groups need as many channels each.");
        }
        if (Table is not null && Table.Inputs != input[0])
        {
            throw Unsuitable($"[{Table.Inputs}, height, width]", input, $"Its connection table is for {Table.Inputs} channels.");
        }
        Size2D kernel = _window.Kernel;
        // With a table, filters read different numbers of channels; the initializer gets the mean.
        double channels = Table is null ? input[0] / Groups : (double)Table.Connections / Filters;
        int fanIn = (int)Math.Round(channels * _window.Area);
        int fanOut = (int)Math.Round(channels * Filters / input[0] * _window.Area);
        Shape shape = Table is null ? [Filters, input[0] / Groups, kernel.Y, kernel.X] : [Table.Connections, kernel.Y, kernel.X];
        Weight = AddParameter("weight", shape, _weightInitializer, fanIn, fanOut);
        Bias = HasBias ? AddParameter("bias", [Filters], _biasInitializer, fanIn, fanOut) : null;
        _kernelNumbers = Table?.KernelNumbers();
        return [Filters, output.Y, output.X];
    }

    /// <inheritdoc/>
    internal override bool SavesOutput => false;

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
        => x.Conv2D(FilterBank(), _window.Stride, _window.Padding, _window.Dilation, Groups, Bias?.Value); // [batch, filters, height, width]

    // A batch normalization and a rectifier that follow are no more than what becomes of the outputs on their way to memory.
    /// <inheritdoc/>
    internal override Tensor ForwardInRow(Tensor x, ForwardContext context, IReadOnlyList<Layer> row, ref int place)
    {
        if (!context.JoinsLayers)
        {
            return Forward(x, context);
        }
        Require(x);
        (Tensor? scale, Tensor? shift) = (null, Bias?.Value);
        if (!HasBias && TryNext(row, ref place, out BatchNorm? norm))
        {
            (scale, shift) = norm.ScaleAndShift();
        }
        bool rectifies = TryNext(row, ref place, out Relu? _);
        return Conv2DOp.Mapped(x, FilterBank(), _window.Stride, _window.Padding, _window.Dilation, Groups, scale, shift, rectifies);
    }

    // The dense filter bank: a kernel of zeros stands for every connection that the table lacks.
    private Tensor FilterBank()
    {
        Tensor weight = Weight!.Value;
        if (Table is null)
        {
            return weight;
        }
        return weight.Reshape([Table.Connections, _window.Area])
            .Pad(s_noPadding, s_emptyKernel) // [connections + 1, area]
            .Gather(_kernelNumbers!) // [filters · channels, area]
            .Reshape([Filters, Table.Inputs, _window.Kernel.Y, _window.Kernel.X]);
    }
}
