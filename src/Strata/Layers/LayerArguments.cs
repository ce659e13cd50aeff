using System.Globalization;
using System.Text.Json;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>The values that a layer's constructor may take, as JSON.</summary>
internal static class LayerArguments
{
    /// <summary>Whether a file can hold a value of the type.</summary>
    public static bool Holds(Type type) => type.IsEnum || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(bool)
        || type == typeof(string) || type == typeof(int[]) || type == typeof(Size2D) || type == typeof(Shape) || type == typeof(ConnectionTable) || type == typeof(Tensor);

    /// <summary>Writes a value. Of a tensor only the shape: its numbers are a state of the layer, and lie with the weights.</summary>
    public static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case int or long: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            // Infinities and NaN have no other form in JSON.
            case double number when !double.IsFinite(number): json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: json.WriteNumberValue(number); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string or Enum: json.WriteStringValue(value.ToString()); break;
            case int[] numbers: Write(json, numbers); break;
            case Size2D size: Write(json, [size.Y, size.X]); break;
            case Shape shape: Write(json, shape.Lengths); break;
            case Tensor tensor: Write(json, tensor.Shape.Lengths); break;
            case ConnectionTable table:
                json.WriteStartObject();
                json.WriteNumber("inputs", table.Inputs);
                json.WriteStartArray("filters");
                for (int i = 0; i < table.Filters; i++)
                {
                    Write(json, [.. table[i]]);
                }
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default: throw new ArgumentException($"A model file cannot hold a {value.GetType()}.", nameof(value));
        }
    }

    /// <summary>Reads a value of the type.</summary>
    /// <param name="mostElements">Of a tensor: more cannot be in the file.</param>
    /// <exception cref="FormatException">It is none.</exception>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public static object Read(JsonElement json, Type type, long mostElements) => type switch
    {
        _ when type == typeof(int) => json.GetInt32(),
        _ when type == typeof(long) => json.GetInt64(),
        _ when type == typeof(double) => json.ValueKind == JsonValueKind.String ? double.Parse(json.GetString()!, CultureInfo.InvariantCulture) : json.GetDouble(),
        _ when type == typeof(bool) => json.GetBoolean(),
        _ when type == typeof(string) => json.GetString()!,
        _ when type == typeof(int[]) => Integers(json),
        _ when type == typeof(Size2D) => Integers(json) is [var y, var x] ? new Size2D(y, x) : throw new FormatException("two integers are expected"),
        _ when type == typeof(Shape) => Shape.Create(Integers(json)),
        _ when type == typeof(Tensor) => Zeros(Shape.Create(Integers(json)), mostElements),
        _ when type == typeof(ConnectionTable) => new ConnectionTable(
            json.GetProperty("inputs").GetInt32(), [.. json.GetProperty("filters").EnumerateArray().Select(Integers)]),
        _ => Enum.TryParse(type, json.GetString(), out object? value) && Enum.IsDefined(type, value!)
            ? value!
            : throw new FormatException($"one of {string.Join(", ", Enum.GetNames(type))} is expected"),
    };

    private static Tensor Zeros(Shape shape, long mostElements) => shape.ElementCount <= mostElements
        ? Tensor.Zeros(shape)
        : throw new FormatException($"the file is too short for a tensor {shape}");

    private static int[] Integers(JsonElement json) => [.. json.EnumerateArray().Select(n => n.GetInt32())];

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray();
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }
}
