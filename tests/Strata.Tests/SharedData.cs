// Where tests find the real data that may lie beside the repository.

namespace Strata.Tests;

internal static class SharedData
{
    /// <summary>
    /// The full path of a file or folder under shared/data, found by walking up from the tests' own folder. The calling
    /// test is skipped, with a reason, where it is absent.
    /// </summary>
    internal static string Path(string relative)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string data = System.IO.Path.Combine(folder.FullName, "shared", "data");
            if (!Directory.Exists(data)) continue;
            string path = System.IO.Path.Combine(data, relative);
            if (File.Exists(path) || Directory.Exists(path)) return path;
        }
        Assert.Skip($"shared/data/{relative} is not here; this test needs it.");
        return "";
    }
}
