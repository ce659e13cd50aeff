// Pictures of clothes in the form of MNIST, and harder.

using System.Diagnostics.CodeAnalysis;

namespace Strata.Data;

/// <summary>
/// Fashion-MNIST: 70,000 articles of clothing of 28×28 in ten classes. H. Xiao, K. Rasul and R. Vollgraf,
/// Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, 2017; MIT licence, Zalando SE.
/// </summary>
public static class FashionMnist
{
    /// <summary>
    /// Loads Fashion-MNIST from a folder or the cache; downloads it into the cache where it is missing and that is
    /// allowed.
    /// </summary>
    /// <param name="dataDirectory">
    /// The folder that has the four IDX files, directly or in its sub-folder <c>fashion-mnist</c>, plain or gzip. By
    /// default the folder that <c>STRATA_DATA</c> names, then the cache (<c>STRATA_CACHE</c>, else <c>strata</c> in the
    /// user's cache folder).
    /// </param>
    /// <param name="download">
    /// Whether it may be downloaded if it is in none of them; a folder that is given must have it.
    /// </param>
    /// <param name="progress">Told how a download goes.</param>
    /// <param name="cancellation">Stops a download; the next one goes on from there.</param>
    /// <returns>
    /// 60,000 training and 10,000 test pictures of 28×28, and a sentence that says where they came from.
    /// </returns>
    /// <exception cref="FileNotFoundException">The files are not there; the message says where it looked.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is corrupted; the message names it, the offset and the fault.
    /// </exception>
    /// <exception cref="IOException">No source could be reached; the message lists what each of them said.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageSet Load(
        string? dataDirectory = null, bool download = false, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default) =>
        KnownSets.FashionMnist.Load(dataDirectory, DataFolders.FromEnvironment(), download, network: null,
            progress, cancellation);

    /// <summary>
    /// Whether <see cref="Load"/> would find the files on this machine, and where; never uses the network.
    /// </summary>
    /// <param name="location">The files, if they are there.</param>
    /// <param name="dataDirectory">As for <see cref="Load"/>.</param>
    public static bool TryLocate([NotNullWhen(true)] out DataLocation? location, string? dataDirectory = null) =>
        KnownSets.FashionMnist.TryLocate(dataDirectory, DataFolders.FromEnvironment(), out location);
}
