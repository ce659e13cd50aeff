using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Strata.Cli;

/// <summary>JSON in one line, or over several for people to read.</summary>
internal static class JsonText
{
    /// <summary>One object.</summary>
    internal static string Object(Action<Utf8JsonWriter> members, bool indented = false)
    {
        using var stream = new MemoryStream();
        // Relaxed: a plus or an arrow stays readable. Nothing here goes into a web page.
        var options = new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A number; null where it is not finite, for which JSON has no form.</summary>
    internal static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>An epoch's metrics: <c>loss</c> as <c>train_loss</c>, <c>val_loss</c> as <c>test_loss</c>.</summary>
    internal static void WriteMetrics(this Utf8JsonWriter json, IReadOnlyDictionary<string, double> metrics)
    {
        const string validation = "val_";
        foreach ((string name, double value) in metrics)
        {
            json.WriteFinite(name.StartsWith(validation, StringComparison.Ordinal) ? "test_" + name[validation.Length..] : "train_" + name, value);
        }
    }
}
