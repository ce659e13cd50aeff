// Which format a picture's file has, by its first bytes.

using Strata.Serialization;

namespace Strata.Data;

internal static class ImageFormats
{
    /// <summary>The endings of the files that <see cref="Read"/> reads.</summary>
    internal static IReadOnlyList<string> Endings { get; } = [".png", ".bmp", ".pbm", ".pgm", ".ppm", ".pnm"];

    internal static Image Read(byte[] file, string name) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngReader.Read(file, name),
        [(byte)'B', (byte)'M', ..] => Bmp.Read(file, name),
        [(byte)'P', >= (byte)'1' and <= (byte)'6', ..] => Pnm.Read(file, name),
        [0xFF, 0xD8, 0xFF, ..] => throw Foreign(name, "a JPEG"),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => throw Foreign(name, "a GIF"),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => throw Foreign(name, "a WebP"),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => throw Foreign(name, "a TIFF"),
        _ => throw Fault.At(name, 0, "not a picture that is known: PNG, BMP, PBM, PGM and PPM are read."),
    };

    private static InvalidDataException Foreign(string name, string kind)
        => Fault.At(name, 0, $"{kind} picture, which is not read here. Convert it to PNG, for example by `magick picture picture.png`.");
}
