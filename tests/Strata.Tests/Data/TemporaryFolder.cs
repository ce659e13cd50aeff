// A folder of its own for a test, gone afterwards.

namespace Strata.Tests.Data;

internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("strata-test-").FullName;

    internal string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    internal string[] Names() =>
        [.. Directory.GetFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Select(entry => System.IO.Path.GetRelativePath(Path, entry).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
