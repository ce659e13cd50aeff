using System.Text.Json;
using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A layer with all inside it as JSON: <c>{"layer": "Dense", "name": "f6", "units": 84, "hasBias": true}</c> is its kind, its name, and the arguments of its constructor.
/// Layers are numbered as they come; one that was there before is called by its number: <c>{"same": 3}</c>.
/// </summary>
internal static class Architecture
{
    /// <summary>The deepest nesting of the JSON.</summary>
    internal const int Depth = 256;

    private const string Kind = "layer", Name = "name", Frozen = "frozen", Same = "same";

    // A file of a few bytes can name a layer twice in one that is named twice, and so on: the tree is counted before it is walked.
    private const int MostLayers = 100_000;

    /// <summary>Writes a layer.</summary>
    /// <exception cref="ArgumentException">A layer is of a kind that <see cref="LayerTypes"/> does not know, or refers to one that is not before it in the model.</exception>
    internal static void Write(Utf8JsonWriter json, Layer model) => Write(json, model, new Dictionary<Layer, int>(ReferenceEqualityComparer.Instance));

    /// <summary>Reads a layer, which is yet to be built.</summary>
    /// <param name="mostElements">How long a tensor may be at most, by the file's length.</param>
    /// <param name="freeze">Freezes the parameters that were frozen, once the layer is built.</param>
    /// <exception cref="InvalidDataException">The JSON is not that of a model; the message names the layer.</exception>
    internal static Layer Read(JsonElement json, long mostElements, out Action freeze)
    {
        var reader = new Reader(mostElements);
        Layer model = reader.Read(json);
        freeze = reader.Freeze;
        return model;
    }

    private static void Write(Utf8JsonWriter json, Layer layer, Dictionary<Layer, int> numbers)
    {
        json.WriteStartObject();
        if (!numbers.TryAdd(layer, numbers.Count))
        {
            json.WriteNumber(Same, numbers[layer]);
            json.WriteEndObject();
            return;
        }
        string kind = layer.GetType().Name;
        LayerType? type = LayerTypes.Find(kind);
        if (type?.Class != layer.GetType())
        {
            throw new ArgumentException(
                $"{layer} is of a kind that model files do not know. Call LayerTypes.Register<{kind}>() once, in the program that writes and in those that read.");
        }
        json.WriteString(Kind, kind);
        if (layer.Name is { } name)
        {
            json.WriteString(Name, name);
        }
        var children = new Queue<Layer>(layer.Children);
        foreach (LayerParameter parameter in type.Parameters.Where(p => !p.IsInitializer))
        {
            WriteArgument(json, layer, parameter, children, numbers);
        }
        if (layer.OwnParameters.Any(p => !p.IsTrainable))
        {
            json.WriteStartArray(Frozen);
            foreach (Parameter parameter in layer.OwnParameters.Where(p => !p.IsTrainable))
            {
                json.WriteStringValue(parameter.Name);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteArgument(Utf8JsonWriter json, Layer layer, LayerParameter parameter, Queue<Layer> children, Dictionary<Layer, int> numbers)
    {
        if (parameter.IsManyLayers)
        {
            json.WriteStartArray(parameter.Name);
            while (children.TryDequeue(out Layer? child))
            {
                Write(json, child, numbers);
            }
            json.WriteEndArray();
            return;
        }
        object? value = parameter.Property?.GetValue(layer);
        if (parameter.IsLayer && parameter.Property is null)
        {
            children.TryDequeue(out Layer? child);
            value = child;
        }
        if (value is null)
        {
            return;
        }
        json.WritePropertyName(parameter.Name);
        if (value is not Layer other)
        {
            LayerArguments.Write(json, value);
        }
        else if (layer.Children.Contains(other) || numbers.ContainsKey(other))
        {
            Write(json, other, numbers);
        }
        else
        {
            throw new ArgumentException($"{layer} refers to {other}, which is not before it in the model. Put both into one model to keep them in a file.");
        }
    }

    private sealed class Reader(long mostElements)
    {
        private long _elementsLeft = mostElements;

        // By number; null while a layer's own arguments are being read.
        private readonly List<Layer?> _layers = [];
        private readonly Dictionary<Layer, long> _sizes = new(ReferenceEqualityComparer.Instance);
        private readonly List<(Layer Layer, string[] Parameters)> _frozen = [];

        public Layer Read(JsonElement json)
        {
            int number = _layers.Count;
            string what = $"layer {number}";
            try
            {
                if (json.TryGetProperty(Same, out JsonElement same))
                {
                    return _layers[same.GetInt32()] ?? throw new FormatException("it is inside itself");
                }
                _layers.Add(null);
                string kind = json.GetProperty(Kind).GetString() ?? throw new FormatException("it has no kind");
                what += $", {kind}";
                LayerType type = LayerTypes.Find(kind) ?? throw new FormatException(
                    $"there is no such kind of layer. Did you mean {NearestName.Of(kind, LayerTypes.Names)}? For a layer of your own call LayerTypes.Register<{kind}>() first");
                RequireKnownNames(json, type);
                Layer layer = type.Create([.. type.Parameters.Select(p => Argument(json, p))]);
                layer.Name = json.TryGetProperty(Name, out JsonElement name) ? name.GetString() : layer.Name;
                Count(layer);
                if (json.TryGetProperty(Frozen, out JsonElement frozen))
                {
                    _frozen.Add((layer, [.. frozen.EnumerateArray().Select(f => f.GetString() ?? "")]));
                }
                _layers[number] = layer;
                return layer;
            }
            catch (Exception fault) when (fault is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException or InvalidCastException)
            {
                throw new InvalidDataException($"{what}: {fault.Message.TrimEnd('.')}.", fault);
            }
        }

        public void Freeze()
        {
            foreach ((Layer layer, string[] names) in _frozen)
            {
                foreach (string name in names)
                {
                    Parameter parameter = layer.OwnParameters.FirstOrDefault(p => p.Name == name)
                        ?? throw new InvalidDataException($"{layer} has no parameter '{name}' that could be frozen.");
                    parameter.IsTrainable = false;
                }
            }
        }

        private object? Argument(JsonElement json, LayerParameter parameter)
        {
            if (!json.TryGetProperty(parameter.Name, out JsonElement value))
            {
                return parameter.IsOptional || parameter.IsInitializer ? parameter.Default : throw new FormatException($"'{parameter.Name}' is missing");
            }
            try
            {
                if (parameter.IsManyLayers)
                {
                    return value.EnumerateArray().Select(Read).ToArray();
                }
                if (parameter.IsLayer)
                {
                    return Read(value);
                }
                object argument = LayerArguments.Read(value, parameter.Type, _elementsLeft);
                _elementsLeft -= (argument as Tensor)?.Count ?? 0;
                return argument;
            }
            catch (Exception fault) when (fault is FormatException or InvalidOperationException)
            {
                throw new FormatException($"'{parameter.Name}' cannot be {value.GetRawText()}: {fault.Message}", fault);
            }
        }

        private void Count(Layer layer)
        {
            long size = 1 + layer.Children.Sum(child => _sizes.TryGetValue(child, out long inside) ? inside : 1);
            _sizes[layer] = size <= MostLayers ? size : throw new FormatException($"the model has more than {MostLayers} layers, one in another");
        }

        private static void RequireKnownNames(JsonElement json, LayerType type)
        {
            HashSet<string> known = [Kind, Name, Frozen, .. type.Parameters.Where(p => !p.IsInitializer).Select(p => p.Name)];
            foreach (JsonProperty property in json.EnumerateObject())
            {
                if (!known.Contains(property.Name))
                {
                    throw new FormatException($"it has no '{property.Name}'; a newer version of Strata may have written the file");
                }
            }
        }
    }
}
