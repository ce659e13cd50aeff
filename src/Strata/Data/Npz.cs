// NumPy's archive of arrays: a zip file with an .npy file for each.

using System.IO.Compression;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Reads and writes NumPy's .npz files.</summary>
public static class Npz
{
    private const string Ending = ".npy";

    // A deflate symbol of at least two bits stands for at most 258 bytes.
    private const int MostInflation = 1032;

    /// <summary>Reads all arrays of the .npz file at <paramref name="path"/>, as <see cref="Npy.Read(string)"/> does.</summary>
    /// <returns>The arrays by name, without <c>.npy</c>, in the file's order.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no .npz file, is corrupted, holds something else than arrays, or claims to unpack to more than its bytes can hold. The message names the file,
    /// the array, the offset in it and the fault.
    /// </exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Writes arrays as an .npz file, compressed; the file appears whole or not at all.</summary>
    /// <exception cref="ArgumentException">Two arrays have one name, or a name is empty.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> arrays)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(arrays);
        KeyValuePair<string, Tensor>[] all = [.. arrays];
        if (all.Select(a => a.Key).Distinct(StringComparer.Ordinal).Count() < all.Length || Array.Exists(all, a => string.IsNullOrEmpty(a.Key)))
        {
            throw new ArgumentException($"The arrays of a file need names that differ, but got {string.Join(", ", all.Select(a => $"'{a.Key}'"))}.", nameof(arrays));
        }
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, Tensor tensor) in all)
            {
                using Stream entry = zip.CreateEntry(name + Ending, CompressionLevel.Optimal).Open();
                Npy.Write(entry, tensor);
            }
        });
    }

    internal static IReadOnlyDictionary<string, Tensor> Read(Stream stream, string name)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // Entries that share their bytes would unpack to far more than the file holds (Fifield 2019).
            if (Packed(zip) is var packed && packed > stream.Length)
            {
                throw Fault.At(name, 0, $"its entries claim {packed} compressed bytes, more than the whole file of {stream.Length} has.");
            }
            var arrays = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                string place = $"{name}, {entry.FullName}";
                if (!entry.FullName.EndsWith(Ending, StringComparison.Ordinal))
                {
                    throw Fault.At(place, 0, "an .npz file holds .npy files only.");
                }
                if (entry.Length > (Int128)MostInflation * entry.CompressedLength)
                {
                    throw Fault.At(place, 0, $"it claims to unpack from {entry.CompressedLength} to {entry.Length} bytes, more than compression can do.");
                }
                using var content = new Crc32Stream(entry.Open());
                if (!arrays.TryAdd(entry.FullName[..^Ending.Length], Npy.Read(content, place, entry.Length)))
                {
                    throw Fault.At(place, 0, "the file has two arrays of this name.");
                }
                if (content.Crc32 != entry.Crc32) // which the archive's own stream does not look at
                {
                    throw Fault.At(place, 0, $"its checksum is {content.Crc32:X8}, but the file was written with {entry.Crc32:X8}: it is corrupted.");
                }
            }
            return arrays;
        }
        catch (InvalidDataException fault) when (!fault.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw Fault.At(name, 0, $"not a zip file, or a corrupted one: {fault.Message}", fault);
        }
    }

    private static Int128 Packed(ZipArchive zip)
    {
        Int128 sum = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            sum += entry.CompressedLength;
        }
        return sum;
    }
}
