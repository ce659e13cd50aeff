// Portable Network Graphics (W3C recommendation, second edition, 2003): the two verbs.

using Strata.Serialization;

namespace Strata.Data;

/// <summary>Reads PNG pictures of every kind and writes 8-bit ones.</summary>
public static class Png
{
    /// <summary>
    /// Reads the PNG file at <paramref name="path"/>: every colour type and bit depth, palettes, transparency,
    /// interlaced or not. Samples of 1, 2, 4 and 16 bits are scaled to 0..255; a palette becomes RGB; transparency
    /// becomes an alpha channel. Gamma and colour profiles are not applied, and only the chunks that pixels need are
    /// read.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not a PNG, is truncated or corrupted, breaks the format's rules, or claims more pixels than its data
    /// can hold. The message names the file, the offset and the fault. No more memory is taken than the file justifies.
    /// </exception>
    public static Image Read(string path) => PngReader.Read(File.ReadAllBytes(path), path);

    /// <summary>Reads PNG from the stream's position; the stream is read to its end and stays open.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static Image Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return PngReader.Read(content.ToArray(), Fault.NameOf(stream));
    }

    /// <summary>
    /// Writes a picture as an 8-bit PNG file of its number of channels. The file appears whole or not at all.
    /// </summary>
    public static void Write(string path, Image image)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(image);
        AtomicFile.Write(path, stream => PngWriter.Write(stream, image));
    }

    /// <summary>Writes a picture as an 8-bit PNG of its number of channels. The stream stays open.</summary>
    public static void Write(Stream stream, Image image)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        PngWriter.Write(stream, image);
    }
}
