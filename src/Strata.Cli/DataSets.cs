using Strata.Data;

namespace Strata.Cli;

/// <summary>A data set that the command knows.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Description">What it is.</param>
/// <param name="Locate">Where it lies, given a folder or null; null if it is not on this machine.</param>
/// <param name="Load">Loads it from that place; the flag allows a download.</param>
internal sealed record DataSetEntry(
    string Name, string Description, Func<string?, string?> Locate,
    Func<string?, bool, IProgress<DownloadProgress>?, CancellationToken, ImageSet> Load);

/// <summary>The data sets, and the choice among them.</summary>
internal static class DataSets
{
    /// <summary>The word that chooses MNIST where it is on this machine, and the embedded digits elsewhere.</summary>
    internal const string Auto = "auto";

    private const string Digits = "digits", Mnist = "mnist";

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<DataSetEntry> All { get; } =
    [
        new(Digits, "1,797 handwritten digits, a sample", _ => "embedded in Strata", (_, _, _, _) => Strata.Data.Digits.Load()),
        new(Mnist, "70,000 handwritten digits", folder => Strata.Data.Mnist.TryLocate(out DataLocation? l, folder) ? l.Folder : null, Strata.Data.Mnist.Load),
        new("fashion-mnist", "70,000 articles of clothing", folder => FashionMnist.TryLocate(out DataLocation? l, folder) ? l.Folder : null, FashionMnist.Load),
    ];

    /// <summary>The data set of that name.</summary>
    internal static DataSetEntry Find(string name) => All.First(d => d.Name == name);

    /// <summary>Loads a data set and says which data it is.</summary>
    /// <param name="name">A name or <see cref="Auto"/>.</param>
    /// <param name="folder">Where to look; null for the usual places.</param>
    /// <param name="download">Whether to download it if it is missing: only where the user has named it.</param>
    internal static (DataSetEntry Entry, ImageSet Data) Load(
        string name, string? folder, bool download, Terminal terminal, CancellationToken cancellation)
    {
        if (folder is not null && name == Digits)
        {
            throw new ArgumentException("The digits are embedded in Strata; --data-dir goes with another data set.");
        }
        bool standsIn = name == Auto && folder is null && Find(Mnist).Locate(null) is null;
        DataSetEntry entry = Find(name != Auto ? name : standsIn ? Digits : Mnist);
        ImageSet data = download && folder is null && entry.Locate(null) is null
            ? Download(entry, terminal, cancellation)
            : entry.Load(folder, false, null, cancellation);
        terminal.Note($"data: {data.Source}");
        if (standsIn)
        {
            terminal.Note("MNIST is not on this machine: this sample stands in for the full set. `strata data get mnist` fetches it.");
        }
        return (entry, data);
    }

    private static ImageSet Download(DataSetEntry entry, Terminal terminal, CancellationToken cancellation)
    {
        if (!terminal.IsLive)
        {
            return entry.Load(null, true, new DownloadLines(terminal), cancellation);
        }
        ImageSet? data = null;
        terminal.ShowBars(
            bars => data = entry.Load(null, true, new DownloadBars(bars), cancellation),
            new Spectre.Console.DownloadedColumn(), new Spectre.Console.TransferSpeedColumn());
        return data!;
    }
}
