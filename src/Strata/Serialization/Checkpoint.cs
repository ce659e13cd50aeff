using System.Globalization;
using Strata.Tensors;

namespace Strata.Serialization;

/// <summary>
/// The state of a training in the middle of it: numbers, texts and tensors by name, in one safetensors file. Whoever has a state writes it under names of its own, in
/// a section of its own, and finds it there when the training is resumed.
/// </summary>
public sealed class Checkpoint
{
    private readonly string _prefix;
    private readonly string _file;
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, Tensor> _tensors;

    /// <summary>One that is empty.</summary>
    public Checkpoint()
        : this("", "a new checkpoint", new(StringComparer.Ordinal), new(StringComparer.Ordinal))
    {
    }

    private Checkpoint(string prefix, string file, Dictionary<string, string> values, Dictionary<string, Tensor> tensors)
        => (_prefix, _file, _values, _tensors) = (prefix, file, values, tensors);

    /// <summary>All tensors by name; inside a section only its own.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _prefix.Length == 0
        ? _tensors
        : _tensors.Where(t => t.Key.StartsWith(_prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[_prefix.Length..], t => t.Value, StringComparer.Ordinal);

    /// <summary>A part with names of its own.</summary>
    public Checkpoint Section(string name) => new($"{_prefix}{name}.", _file, _values, _tensors);

    /// <summary>Keeps an integer.</summary>
    public void Set(string name, long value) => Set(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Keeps a number, to the last bit.</summary>
    public void Set(string name, double value) => Set(name, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Keeps a text.</summary>
    public void Set(string name, string value) => _values[_prefix + name] = value;

    /// <summary>Keeps a tensor, which is not copied before <see cref="Write"/>.</summary>
    public void Set(string name, Tensor value) => _tensors[_prefix + name] = value;

    /// <summary>Whether there is a number or a text of that name.</summary>
    public bool Has(string name) => _values.ContainsKey(_prefix + name);

    /// <summary>Whether nothing has been kept; inside a section nothing of its own.</summary>
    public bool IsEmpty => !_values.Keys.Concat(_tensors.Keys).Any(name => name.StartsWith(_prefix, StringComparison.Ordinal));

    /// <summary>An integer that was kept.</summary>
    /// <param name="name">As it was kept.</param>
    /// <param name="least">The smallest that makes sense. Default: any.</param>
    /// <param name="most">The largest that makes sense. Default: any.</param>
    /// <exception cref="InvalidDataException">There is none, or it is out of range.</exception>
    public long Integer(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (!long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            throw Fault(name, "is no integer");
        }
        return value >= least && value <= most ? value : throw Fault(name, $"is {value}, and can be {least} to {most}");
    }

    /// <summary>A number that was kept.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public double Number(string name)
        => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Fault(name, "is no number");

    /// <summary>A text that was kept.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string Text(string name) => _values.TryGetValue(_prefix + name, out string? value) ? value : throw Fault(name, "is missing");

    /// <summary>Copies a tensor that was kept into another.</summary>
    /// <exception cref="InvalidDataException">There is none of that shape and type.</exception>
    public void CopyTo(string name, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!_tensors.TryGetValue(_prefix + name, out Tensor? value))
        {
            throw Fault(name, "is missing");
        }
        if (value.Shape != target.Shape || value.DType != target.DType)
        {
            throw Fault(name, $"is {value.DType} {value.Shape}, but {target.DType} {target.Shape} is expected");
        }
        value.CopyTo(target);
    }

    /// <summary>Writes the whole to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Write(string path) => SafeTensors.Write(path, _tensors, _values);

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Checkpoint Read(string path)
    {
        TensorFile file = SafeTensors.Read(path);
        return new("", path, new(file.Metadata, StringComparer.Ordinal), new(file.Tensors, StringComparer.Ordinal));
    }

    /// <summary>Sees that the training that is to go on is as the one that was kept.</summary>
    /// <param name="name">Under which its value was kept.</param>
    /// <param name="value">The value now.</param>
    /// <exception cref="InvalidDataException">The value was another one; the message names both.</exception>
    public void RequireSame(string name, string value)
    {
        if (Text(name) != value)
        {
            throw Unfit($"its {name}: {Text(name)}, this training's: {value}");
        }
    }

    /// <summary>The error for something in the file that does not fit the training that is to go on.</summary>
    public InvalidDataException Unfit(string fault) => new($"{_file} does not fit this training: {fault}.");

    private InvalidDataException Fault(string name, string fault) => Unfit($"'{_prefix}{name}' {fault}");
}
