using System.Text;
using System.Text.Json;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>A model as it was read from a file.</summary>
/// <param name="Model">Built, with the weights of the file.</param>
/// <param name="ClassNames">What the classes are called, in the order of their labels; empty where nobody said.</param>
/// <param name="Metadata">The other strings of the file.</param>
public sealed record ModelFile(Layer Model, IReadOnlyList<string> ClassNames, IReadOnlyDictionary<string, string> Metadata)
{
    private const string Prefix = "strata.", ModelKey = Prefix + "model", ClassesKey = Prefix + "classes";
    private const int Version = 1;

    // Layers may keep as many numbers as a sample has, which the tensors of the file are compared with afterwards.
    private const int MostInputElements = 1 << 26;

    /// <summary>Reads what <see cref="LayerFiles.Save"/> has written. No code of the file is run, and no more memory is taken than its length justifies.</summary>
    /// <param name="path">A safetensors file with an architecture in its metadata.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, holds weights alone or layers of an unknown kind, lacks a tensor, has one too many, or has one of another shape or type; the message says
    /// which.
    /// </exception>
    public static ModelFile Read(string path)
    {
        TensorFile file = SafeTensors.Read(path);
        if (!file.Metadata.TryGetValue(ModelKey, out string? text))
        {
            throw new InvalidDataException(
                $"{path} holds tensors, but not the architecture of a model. Build the model in code, and call LoadWeights; or write the file with Save.");
        }
        long elements = file.Tensors.Values.Sum(t => (long)t.Count);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Architecture.Depth });
            JsonElement json = document.RootElement;
            if (json.GetProperty("version").GetInt32() is var version and not Version)
            {
                throw new FormatException($"its version is {version}, and this is a reader of version {Version}");
            }
            var input = Shape.Create([.. json.GetProperty("input").EnumerateArray().Select(n => n.GetInt32())]);
            DType dtype = json.GetProperty("dtype").GetString() switch
            {
                nameof(DType.Float32) => DType.Float32,
                nameof(DType.Float64) => DType.Float64,
                var other => throw new FormatException($"its type is {other}; Float32 or Float64 is expected"),
            };
            if (input.ElementCount > MostInputElements)
            {
                throw new FormatException($"its samples are of shape {input}, more than {MostInputElements} elements");
            }
            Layer model = Architecture.Read(json.GetProperty("model"), elements, out Action freeze);
            Build(model, input, dtype, file.Tensors);
            freeze();
            return new ModelFile(model, ClassNamesIn(file.Metadata), Others(file.Metadata));
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException
            or OverflowException or InvalidDataException)
        {
            throw new InvalidDataException($"{path}: its model cannot be read: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    /// <summary>The metadata of a model's file.</summary>
    internal static Dictionary<string, string> Describe(Layer model, IReadOnlyList<string> classNames, IReadOnlyDictionary<string, string>? more)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ModelKey] = Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("version", Version);
                json.WriteStartArray("input");
                foreach (int length in model.InputShape)
                {
                    json.WriteNumberValue(length);
                }
                json.WriteEndArray();
                json.WriteString("dtype", model.DType.ToString());
                json.WritePropertyName("model");
                Architecture.Write(json, model);
                json.WriteEndObject();
            }),
        };
        if (classNames.Count > 0)
        {
            metadata.Add(ClassesKey, Json(json =>
            {
                json.WriteStartArray();
                foreach (string name in classNames)
                {
                    json.WriteStringValue(name);
                }
                json.WriteEndArray();
            }));
        }
        foreach ((string name, string value) in more ?? new Dictionary<string, string>())
        {
            metadata.Add(name, name.StartsWith(Prefix, StringComparison.Ordinal)
                ? throw new ArgumentException($"The metadata '{name}' cannot be kept: names that begin with '{Prefix}' belong to the file's format.", nameof(more))
                : value);
        }
        return metadata;
    }

    /// <summary>The tensor of that name, once it is known to be of the given shape and type.</summary>
    internal static Tensor Require(IReadOnlyDictionary<string, Tensor> tensors, string name, Shape shape, DType dtype, string problem)
    {
        if (!tensors.TryGetValue(name, out Tensor? read))
        {
            throw Unfit(problem, $"it lacks the tensor '{name}', {dtype} {shape}");
        }
        return read.Shape == shape && read.DType == dtype
            ? read
            : throw Unfit(problem, $"its tensor '{name}' is {read.DType} {read.Shape}, but {dtype} {shape} is expected");
    }

    /// <summary>Sees that there is no tensor but those named.</summary>
    internal static void RequireNoOther(IReadOnlyDictionary<string, Tensor> tensors, IEnumerable<string> names, string problem)
    {
        if (tensors.Keys.Except(names, StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault() is { } other)
        {
            throw Unfit(problem, $"it has the tensor '{other}', which the model has not");
        }
    }

    // The parameters and states are made of the file's tensors, not drawn and then overwritten.
    private static void Build(Layer model, Shape input, DType dtype, IReadOnlyDictionary<string, Tensor> tensors)
    {
        const string problem = "the tensors do not fit the architecture";
        var used = new HashSet<string>(StringComparer.Ordinal);
        (Layer Layer, string Prefix, int)[] tree = [.. model.Tree()];
        foreach ((Layer layer, string prefix, _) in tree)
        {
            layer.FromFile ??= (name, shape) =>
            {
                used.Add(prefix + name);
                return Require(tensors, prefix + name, shape, dtype, problem);
            };
        }
        model.Build(input, dtype: dtype);
        RequireNoOther(tensors, used, problem);
        foreach ((Layer layer, _, _) in tree)
        {
            layer.FromFile = null;
        }
    }

    private static InvalidDataException Unfit(string problem, string fault) => new($"{problem}: {fault}.");

    private static string[] ClassNamesIn(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(ClassesKey, out string? text))
        {
            return [];
        }
        using JsonDocument document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(name => name.GetString() ?? throw new FormatException("a class has no name"))];
    }

    private static Dictionary<string, string> Others(IReadOnlyDictionary<string, string> metadata)
        => metadata.Where(m => !m.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { MaxDepth = Architecture.Depth }))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
