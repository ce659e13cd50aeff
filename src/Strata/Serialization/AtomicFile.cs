// A file is written whole or not at all: under a temporary name beside its place, then renamed.

namespace Strata.Serialization;

internal static class AtomicFile
{
    /// <summary>How the name of a file ends that is being written, or was when its writer was killed.</summary>
    internal const string Temporary = ".tmp";

    /// <summary>
    /// Writes <paramref name="path"/> by <paramref name="write"/>. Whoever opens the path sees the old content or the
    /// new one, never a part; if writing fails, the old file stays and the temporary one is removed.
    /// </summary>
    internal static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}{Temporary}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8.</summary>
    internal static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
