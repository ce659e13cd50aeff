// CIFAR's binary files: records of one or two label bytes and 3 x 32 x 32 pixels, channel by channel.

using System.Globalization;
using Strata.Serialization;

namespace Strata.Data;

/// <summary>Reads the binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009, Learning multiple layers of features from tiny images).</summary>
public static class Cifar
{
    internal const int Side = 32, Channels = 3, Pixels = Channels * Side * Side;

    private const int CoarseClasses = 20, FineClasses = 100;

    private static readonly string[] s_names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Loads CIFAR-10 from a folder: 50,000 training and 10,000 test pictures, RGB of 32×32, in ten classes.</summary>
    /// <param name="folder">That has <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, directly or in <c>cifar-10-batches-bin</c>.</param>
    /// <exception cref="FileNotFoundException">A file is not there; the message says where it looked.</exception>
    /// <exception cref="InvalidDataException">A file is not right; the message names it, the offset and the fault.</exception>
    public static ImageSet Load10(string folder)
    {
        string[] train = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
        string home = Find(folder, "cifar-10-batches-bin", [.. train, "test_batch.bin"]);
        return Set("CIFAR-10", home, s_names,
            Read10([.. train.Select(file => Path.Combine(home, file))]), Read10(Path.Combine(home, "test_batch.bin")));
    }

    /// <summary>Loads CIFAR-100 from a folder: 50,000 training and 10,000 test pictures, RGB of 32×32.</summary>
    /// <param name="folder">That has <c>train.bin</c> and <c>test.bin</c>, directly or in <c>cifar-100-binary</c>; class names come from its text files, if they are there.</param>
    /// <param name="coarse">Whether the labels are the twenty superclasses. Default: false, the hundred classes.</param>
    /// <exception cref="FileNotFoundException">A file is not there; the message says where it looked.</exception>
    /// <exception cref="InvalidDataException">A file is not right; the message names it, the offset and the fault.</exception>
    public static ImageSet Load100(string folder, bool coarse = false)
    {
        string home = Find(folder, "cifar-100-binary", ["train.bin", "test.bin"]);
        int classes = coarse ? CoarseClasses : FineClasses;
        string namesFile = Path.Combine(home, coarse ? "coarse_label_names.txt" : "fine_label_names.txt");
        string[] names = File.Exists(namesFile)
            ? [.. File.ReadLines(namesFile).Select(line => line.Trim()).Where(line => line.Length > 0).Take(classes + 1)]
            : [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        if (names.Length != classes)
        {
            throw Fault.At(namesFile, 0, $"it has {names.Length} names; expected {classes}.");
        }
        return Set("CIFAR-100", home, names,
            Read100(coarse, names, Path.Combine(home, "train.bin")), Read100(coarse, names, Path.Combine(home, "test.bin")));
    }

    /// <summary>Reads CIFAR-10's binary files one after the other: records of 3,073 bytes.</summary>
    /// <exception cref="InvalidDataException">A file is not right; the message names it, the offset and the fault.</exception>
    public static LabeledImages Read10(params string[] paths) => Read(paths, File.ReadAllBytes, labelBytes: 1, labelAt: 0, s_names);

    /// <summary>Reads CIFAR-100's binary files one after the other: records of 3,074 bytes.</summary>
    /// <param name="coarse">Whether the labels are the twenty superclasses instead of the hundred classes.</param>
    /// <param name="classNames">Twenty or a hundred.</param>
    /// <exception cref="InvalidDataException">A file is not right; the message names it, the offset and the fault.</exception>
    public static LabeledImages Read100(bool coarse, IReadOnlyList<string> classNames, params string[] paths)
        => Read(paths, File.ReadAllBytes, labelBytes: 2, labelAt: coarse ? 0 : 1, classNames);

    internal static LabeledImages Read(
        string[] paths, Func<string, byte[]> content, int labelBytes, int labelAt, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(classNames);
        int record = labelBytes + Pixels;
        var files = paths.Select(path => (Path: path, Bytes: content(path))).ToList();
        foreach ((string path, byte[] bytes) in files)
        {
            RequireRecords(path, bytes.Length, record);
        }
        int count = files.Sum(file => file.Bytes.Length / record);
        if ((long)count * Pixels > Array.MaxLength)
        {
            throw Fault.At(paths[0], 0, $"{count} pictures are more than an array can hold; read the files one by one.");
        }
        byte[] pixels = new byte[count * Pixels];
        int[] labels = new int[count];
        int i = 0;
        foreach ((string path, byte[] bytes) in files)
        {
            for (int at = 0; at < bytes.Length; at += record, i++)
            {
                labels[i] = RequireLabel(path, at + labelAt, bytes[at + labelAt], classNames.Count);
                bytes.AsSpan(at + labelBytes, Pixels).CopyTo(pixels.AsSpan(i * Pixels));
            }
        }
        return new LabeledImages(Channels, Side, Side, pixels, labels, classNames);
    }

    internal static void RequireRecords(string path, long length, int record)
    {
        if (length == 0 || length % record != 0)
        {
            throw Fault.At(path, length - (length % record), length == 0
                ? "the file is empty."
                : $"the file breaks off in a record: its {length} bytes are no multiple of {record} (a label, or two, and {Pixels} pixels).");
        }
    }

    internal static int RequireLabel(string path, long offset, byte label, int classes)
        => label < classes ? label : throw Fault.At(path, offset, $"the label {label}; with {classes} classes labels are 0 to {classes - 1}.");

    private static string Find(string folder, string below, string[] files)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string[] places = [folder, Path.Combine(folder, below)];
        return Array.Find(places, place => files.All(file => File.Exists(Path.Combine(place, file))))
            ?? throw new FileNotFoundException($"Looked for {string.Join(", ", files)} in {string.Join(" and ", places)}; not all are there. " +
                "They are in the binary version of the data set on its authors' page.");
    }

    private static ImageSet Set(string name, string home, IReadOnlyList<string> classNames, LabeledImages train, LabeledImages test)
        => new(name, string.Create(CultureInfo.InvariantCulture, $"{name}, {train.Count:N0} + {test.Count:N0} images, from {home}"), classNames, train, test);
}
