using Strata.Data;

namespace Strata.Tests.Data;

public class DataFoldersTests
{
    private static DataFolders From(params (string Name, string Value)[] variables) =>
        DataFolders.From(name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    [Fact]
    public void Variables_name_the_folders()
    {
        Assert.Equal(new DataFolders(
            "/d", "/c"), From(("STRATA_DATA", "/d"), ("STRATA_CACHE", "/c"), ("XDG_CACHE_HOME", "/x")));
        Assert.Equal(new DataFolders(null, Path.Combine(
            "/x", "strata")), From(("XDG_CACHE_HOME", "/x"), ("STRATA_DATA", "")));
    }

    [Fact]
    public void Without_variables_the_cache_is_the_users() =>
        Assert.EndsWith("strata", From().Cache, StringComparison.Ordinal);
}
