using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Which channels of its input each filter of a <see cref="Conv2D"/> reads, as in LeNet-5's third layer (LeCun et al. 1998, table I). Only the kernels of
/// the table's connections are parameters.
/// </summary>
public sealed class ConnectionTable
{
    private readonly int[][] _filters;

    /// <summary>A table of any number of inputs.</summary>
    /// <param name="inputs">The channels that there are.</param>
    /// <param name="filters">For each filter the channels that it reads, from zero, each once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no input.</exception>
    /// <exception cref="ArgumentException">There is no filter, or one reads nothing, a channel twice, or a channel that is not there.</exception>
    public ConnectionTable(int inputs, params IReadOnlyList<int>[] filters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.Length == 0)
        {
            throw new ArgumentException("A connection table needs at least one filter.", nameof(filters));
        }
        for (int i = 0; i < filters.Length; i++)
        {
            Check(filters[i], i, inputs);
        }
        Inputs = inputs;
        _filters = Array.ConvertAll(filters, f => f.ToArray());
        Connections = _filters.Sum(f => f.Length);
    }

    /// <summary>The number of channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>The number of filters.</summary>
    public int Filters => _filters.Length;

    /// <summary>The number of pairs of a filter and a channel that it reads.</summary>
    public int Connections { get; }

    /// <summary>The channels that a filter reads.</summary>
    public IReadOnlyList<int> this[int filter] => _filters[filter];

    /// <summary>Reads a table written as one word a filter and one digit a channel: <c>"012 123 0123"</c>.</summary>
    /// <param name="text">Words with blanks between them.</param>
    /// <param name="inputs">The channels that there are; at most ten can be written so.</param>
    /// <exception cref="FormatException">The text holds something else than digits and blanks.</exception>
    /// <exception cref="ArgumentException">The table is not right; see the constructor.</exception>
    public static ConnectionTable Parse(string text, int inputs)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new ConnectionTable(inputs, Array.ConvertAll<string, IReadOnlyList<int>>(words, word => [.. word.Select(Digit)]));
    }

    /// <summary>
    /// For each filter and channel, in the order of a dense filter bank, the number of their kernel in the compact one, which holds the connections filter
    /// by filter; <see cref="Connections"/> where the filter does not read the channel. Int32 [filters · inputs].
    /// </summary>
    internal Tensor KernelNumbers()
    {
        int[] numbers = new int[Filters * Inputs];
        Array.Fill(numbers, Connections);
        int next = 0;
        for (int i = 0; i < Filters; i++)
        {
            foreach (int channel in _filters[i])
            {
                numbers[(i * Inputs) + channel] = next++;
            }
        }
        return Tensor.Wrap(numbers);
    }

    private static void Check(IReadOnlyList<int> channels, int filter, int inputs)
    {
        if (channels.Count == 0)
        {
            throw new ArgumentException($"Filter {filter} of the connection table reads no channel.");
        }
        var seen = new HashSet<int>();
        foreach (int channel in channels)
        {
            if (channel < 0 || channel >= inputs)
            {
                throw new ArgumentException(
                    $"Filter {filter} of the connection table reads channel {channel}, but there are {inputs} inputs, 0 to {inputs - 1}.");
            }
            if (!seen.Add(channel))
            {
                throw new ArgumentException($"Filter {filter} of the connection table reads channel {channel} twice.");
            }
        }
    }

    private static int Digit(char c) => char.IsAsciiDigit(c)
        ? c - '0'
        : throw new FormatException($"A connection table is written in digits and blanks, such as \"012 123\", but holds '{c}'.");
}
