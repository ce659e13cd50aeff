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
    private readonly int _filters;
    private readonly int _groups;
    private readonly bool _bias;
    private readonly Window _window;
    private readonly ConnectionTable? _table;
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
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (filters % groups != 0)
        {
            throw new ArgumentException($"{filters} filters cannot be cut into {groups} groups of one size.", nameof(groups));
        }
        if (table is not null && (table.Filters != filters || groups != 1))
        {
            throw new ArgumentException(
                $"The connection table has {table.Filters} filters for a layer of {filters} filters in {groups} group(s); it needs as many, in one group.",
                nameof(table));
        }
        _filters = filters;
        _groups = groups;
        _bias = bias;
        _window = new Window(kernel, stride ?? 1, padding, dilation ?? 1);
        _table = table;
        _weightInitializer = weightInitializer ?? new GlorotUniform();
        _biasInitializer = biasInitializer ?? new Zeros();
    }

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
        Size2D output = _window.Positions(input, Unsuitable);
        if (input[0] % _groups != 0)
        {
            throw Unsuitable($"[a multiple of {_groups}, height, width]", input, $"Its {_groups} groups need as many channels each.");
        }
        if (_table is not null && _table.Inputs != input[0])
        {
            throw Unsuitable($"[{_table.Inputs}, height, width]", input, $"Its connection table is for {_table.Inputs} channels.");
        }
        Size2D kernel = _window.Kernel;
        // With a table, filters read different numbers of channels; the initializer gets the mean.
        double channels = _table is null ? input[0] / _groups : (double)_table.Connections / _filters;
        int fanIn = (int)Math.Round(channels * _window.Area);
        int fanOut = (int)Math.Round(channels * _filters / input[0] * _window.Area);
        Shape shape = _table is null ? [_filters, input[0] / _groups, kernel.Y, kernel.X] : [_table.Connections, kernel.Y, kernel.X];
        Weight = AddParameter("weight", shape, _weightInitializer, fanIn, fanOut);
        Bias = _bias ? AddParameter("bias", [_filters], _biasInitializer, fanIn, fanOut) : null;
        _kernelNumbers = _table?.KernelNumbers();
        return [_filters, output.Y, output.X];
    }

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor y = x.Conv2D(Filters(), _window.Stride, _window.Padding, _window.Dilation, _groups); // [batch, filters, height, width]
        return Bias is null ? y : y + Bias.Value.Reshape([_filters, 1, 1]);
    }

    // The dense filter bank: a kernel of zeros stands for every connection that the table lacks.
    private Tensor Filters()
    {
        Tensor weight = Weight!.Value;
        if (_table is null)
        {
            return weight;
        }
        return weight.Reshape([_table.Connections, _window.Area])
            .Pad([0, 0], [1, 0]) // [connections + 1, area]
            .Gather(_kernelNumbers!) // [filters · channels, area]
            .Reshape([_filters, _table.Inputs, _window.Kernel.Y, _window.Kernel.X]);
    }
}
