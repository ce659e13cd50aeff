// The one form of every message about a bad file: which file, where in it, what is wrong.

using System.Globalization;

namespace Strata.Serialization;

internal static class Fault
{
    /// <summary>The exception for a fault at a byte offset of a file or stream.</summary>
    internal static InvalidDataException At(string file, long offset, string fault, Exception? cause = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}, offset {offset}: {fault}"), cause);

    /// <summary>The name by which messages call a stream: its path if it is a file.</summary>
    internal static string NameOf(Stream stream) => stream is FileStream file ? file.Name : "stream";
}
