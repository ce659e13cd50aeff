// A folder with a sub-folder of pictures for each class.

using Strata.Serialization;

namespace Strata.Data;

/// <summary>Reads pictures that are sorted into a folder for each class.</summary>
public static class ImageFolder
{
    /// <summary>
    /// Reads every picture (PNG, BMP, PBM, PGM, PPM, told by their endings and read by their content) in the sub-folders of <paramref name="path"/>. The names of
    /// the sub-folders, sorted, are the classes; within each, files come in the order of their names. Folders and files whose names begin with a dot are left out.
    /// </summary>
    /// <param name="path">The folder above the classes' folders.</param>
    /// <param name="channels">1 for grey (transparent parts lie over white) or 3 for RGB. Default: 1.</param>
    /// <param name="size">Rows and columns to which every picture is resized. Default: null; all must then be of one size.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// There are no classes, one of them has no picture, a picture is damaged, of a format that is not read (JPEG), or of another size than the first.
    /// </exception>
    public static LabeledImages Read(string path, int channels = 1, (int Height, int Width)? size = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Pictures are read as grey (1 channel) or RGB (3).");
        }
        string[] classes = [.. Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)!).Where(IsVisible).Order(StringComparer.Ordinal)];
        if (classes.Length == 0)
        {
            throw new InvalidDataException($"{path}: it has no sub-folders; expected one for each class, with the pictures in them.");
        }
        var labels = new List<int>();
        using var pixels = new MemoryStream();
        (int Height, int Width)? first = size;
        for (int label = 0; label < classes.Length; label++)
        {
            string folder = Path.Combine(path, classes[label]);
            string[] files = [.. Directory.GetFiles(folder).Where(file => IsVisible(Path.GetFileName(file)) && IsPicture(file)).Order(StringComparer.Ordinal)];
            if (files.Length == 0)
            {
                throw new InvalidDataException($"{folder}: it has no pictures; expected files that end in {string.Join(", ", ImageFormats.Endings)}.");
            }
            foreach (string file in files)
            {
                Image image = Image.Read(file);
                first ??= (image.Height, image.Width);
                if ((image.Height, image.Width) != first)
                {
                    image = size is { } wanted
                        ? image.Resize(wanted.Width, wanted.Height)
                        : throw Fault.At(file, 0, $"the picture is {image.Height} x {image.Width}, but the first one {first.Value.Height} x {first.Value.Width}. Say a size to resize all.");
                }
                if (pixels.Length + ((long)channels * image.Width * image.Height) > Array.MaxLength)
                {
                    throw Fault.At(file, 0, $"after {labels.Count} pictures there is no room for another in one array. Resize them, or read fewer.");
                }
                pixels.Write(image.ToPlanes(channels));
                labels.Add(label);
            }
        }
        return new LabeledImages(channels, first!.Value.Height, first.Value.Width, pixels.ToArray(), [.. labels], classes);
    }

    // JPEG and the like are taken too, so that their error is seen instead of their absence.
    private static bool IsPicture(string file)
        => ImageFormats.Endings.Concat([".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff"]).Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static bool IsVisible(string name) => !name.StartsWith('.');
}
