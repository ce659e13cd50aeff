namespace Strata.Tests;

/// <summary>The sources beside the tests.</summary>
internal static class Repository
{
    /// <summary>The repository's root; the test is skipped where the tests run without it.</summary>
    public static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Strata.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        Assert.SkipWhen(folder is null, "The sources are not beside the tests.");
        return folder!;
    }
}
