// The JSON header: {"__metadata__": {string: string}, name: {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, ...}.

using System.Buffers;
using System.Text;
using System.Text.Json;
using Strata.Tensors;

namespace Strata.Serialization;

/// <param name="Name">The tensor's name.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record TensorEntry(string Name, DType DType, Shape Shape, long Begin, long End);

/// <param name="Entries">The tensors in the order of their bytes, which they cover without gap or overlap.</param>
/// <param name="Metadata">The strings.</param>
internal sealed record SafeTensorsHeader(IReadOnlyList<TensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const int Alignment = 8;

    private static readonly (string Name, DType DType)[] s_types =
    [
        ("F32", DType.Float32), ("F64", DType.Float64), ("I32", DType.Int32), ("I64", DType.Int64), ("U8", DType.UInt8), ("BOOL", DType.Bool),
    ];

    /// <summary>The header of tensors that follow each other in this order, padded with spaces so that their bytes are aligned.</summary>
    internal static byte[] ToJson(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SafeTensors.MetadataName };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensors.MetadataName);
                foreach ((string key, string value) in metadata)
                {
                    json.WriteString(key, value);
                }
                json.WriteEndObject();
            }
            long offset = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                if (!names.Add(name))
                {
                    throw new ArgumentException(name == SafeTensors.MetadataName
                        ? $"A tensor cannot be named '{name}'; the format keeps that name for itself."
                        : $"Two tensors are named '{name}'.", nameof(tensors));
                }
                json.WriteStartObject(name);
                json.WriteString("dtype", s_types.First(t => t.DType == tensor.DType).Name);
                json.WriteStartArray("shape");
                foreach (int length in tensor.Shape)
                {
                    json.WriteNumberValue(length);
                }
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Count * tensor.DType.Size());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        int padding = (Alignment - (buffer.WrittenCount % Alignment)) % Alignment;
        buffer.Write(Encoding.UTF8.GetBytes(new string(' ', padding)));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a header and checks it against the <paramref name="dataLength"/> bytes that follow it.</summary>
    /// <exception cref="InvalidDataException">It is not right; the message names the file and the fault.</exception>
    internal static SafeTensorsHeader Parse(byte[] header, string path, long dataLength)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4 });
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: the header is not JSON: {fault.Message}", fault);
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(path, $"the header is JSON, but {document.RootElement.ValueKind} instead of an object.");
            }
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            var entries = new List<TensorEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string name = NameOf(property, path);
                if (!names.Add(name))
                {
                    throw Wrong(path, $"the header has '{name}' twice.");
                }
                if (name == SafeTensors.MetadataName)
                {
                    ReadMetadata(property.Value, path, metadata);
                }
                else
                {
                    entries.Add(ReadEntry(name, property.Value, path));
                }
            }
            entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
            RequireFullCover(entries, path, dataLength);
            return new SafeTensorsHeader(entries, metadata);
        }
    }

    private static void ReadMetadata(JsonElement element, string path, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(path, $"{SafeTensors.MetadataName} is {element.ValueKind} instead of an object.");
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = NameOf(property, path);
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                throw Wrong(path, $"the metadata '{name}' is {property.Value.ValueKind} instead of a string.");
            }
            if (!metadata.TryAdd(name, Text(property.Value, path)))
            {
                throw Wrong(path, $"the metadata has '{name}' twice.");
            }
        }
    }

    private static TensorEntry ReadEntry(string name, JsonElement element, string path)
    {
        JsonElement dtype = default, shape = default, offsets = default;
        foreach (JsonProperty property in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            if (property.NameEquals("dtype"u8))
            {
                dtype = property.Value;
            }
            else if (property.NameEquals("shape"u8))
            {
                shape = property.Value;
            }
            else if (property.NameEquals("data_offsets"u8))
            {
                offsets = property.Value;
            }
            else
            {
                throw Wrong(path, $"tensor '{name}' has an unknown entry '{NameOf(property, path)}'.");
            }
        }
        if (dtype.ValueKind != JsonValueKind.String || shape.ValueKind != JsonValueKind.Array || offsets.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(path, $"tensor '{name}' needs a dtype (a string), a shape and data_offsets (arrays).");
        }
        string type = Text(dtype, path);
        int index = Array.FindIndex(s_types, t => t.Name == type);
        if (index < 0)
        {
            throw Wrong(path, $"tensor '{name}' has the dtype '{type}'; expected {string.Join(", ", s_types.Select(t => t.Name))}.");
        }
        long[] lengths = Integers(shape, name, "shape", path);
        long[] ends = Integers(offsets, name, "data_offsets", path);
        if (ends.Length != 2 || ends[0] > ends[1])
        {
            throw Wrong(path, $"tensor '{name}' has the data_offsets [{string.Join(", ", ends)}]; expected [begin, end].");
        }
        DType element0 = s_types[index].DType;
        Int128 bytes = element0.Size();
        foreach (long length in lengths)
        {
            bytes = Int128.Min(bytes * length, Int128.MaxValue >> 64);
        }
        if (bytes != ends[1] - ends[0])
        {
            throw Wrong(path,
                $"tensor '{name}', {type} [{string.Join(", ", lengths)}], needs {bytes} bytes, but its data_offsets [{ends[0]}, {ends[1]}] have {ends[1] - ends[0]}.");
        }
        if (Array.Exists(lengths, length => length > Array.MaxLength) || bytes / element0.Size() > Array.MaxLength)
        {
            throw Wrong(path, $"tensor '{name}', {type} [{string.Join(", ", lengths)}], is larger than a tensor can be ({Array.MaxLength} elements).");
        }
        return new TensorEntry(name, element0, Shape.Create(Array.ConvertAll(lengths, length => (int)length)), ends[0], ends[1]);
    }

    private static long[] Integers(JsonElement array, string name, string what, string path)
    {
        var numbers = new List<long>();
        foreach (JsonElement item in array.EnumerateArray())
        {
            numbers.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long number) && number >= 0
                ? number
                : throw Wrong(path, $"the {what} of tensor '{name}' holds something that is not a whole number from 0 on."));
        }
        return [.. numbers];
    }

    private static void RequireFullCover(List<TensorEntry> entries, string path, long dataLength)
    {
        long end = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != end)
            {
                throw Wrong(path, $"the bytes of tensor '{entry.Name}' begin at {entry.Begin} of the data, but those before it end at {end}: "
                    + (entry.Begin < end ? "they overlap." : "there is a hole."));
            }
            end = entry.End;
        }
        if (end != dataLength)
        {
            throw Wrong(path, $"its tensors need {end} bytes of data, but the file has {dataLength}: "
                + (end > dataLength ? "it is truncated." : "there are bytes left over."));
        }
    }

    private static string NameOf(JsonProperty property, string path)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidDataException($"{path}: a name in the header is not UTF-8 text.", fault);
        }
    }

    private static string Text(JsonElement element, string path)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidDataException($"{path}: a text in the header is not UTF-8.", fault);
        }
    }

    private static InvalidDataException Wrong(string path, string fault) => new($"{path}: {fault}");
}
