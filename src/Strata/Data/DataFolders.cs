// Where data may lie on this machine.

namespace Strata.Data;

/// <param name="Data">The folder that <c>STRATA_DATA</c> names, or null.</param>
/// <param name="Cache">Where downloads are kept.</param>
internal sealed record DataFolders(string? Data, string Cache)
{
    /// <summary>
    /// The folders that this process's environment names. The cache is <c>STRATA_CACHE</c>, else <c>strata</c> below
    /// <c>XDG_CACHE_HOME</c>, the local application data on Windows, or <c>~/.cache</c>.
    /// </summary>
    internal static DataFolders FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static DataFolders From(Func<string, string?> variable)
    {
        string? Named(string name) => variable(name) is { Length: > 0 } value ? value : null;

        string parent = Named("XDG_CACHE_HOME")
            ?? (OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"));
        return new DataFolders(Named("STRATA_DATA"), Named("STRATA_CACHE") ?? Path.Combine(parent, "strata"));
    }
}
