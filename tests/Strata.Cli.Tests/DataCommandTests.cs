namespace Strata.Cli.Tests;

public class DataCommandTests
{
    [Fact]
    public void The_data_sets_are_listed_with_where_they_lie()
    {
        Outcome outcome = Command.Run("data", "list");
        Assert.Equal(0, outcome.Code);
        Assert.Matches("digits +1,797 handwritten digits, a sample +embedded in Strata", outcome.Output);
        Assert.Contains("\nmnist ", outcome.Output);
        Assert.Contains("\nfashion-mnist ", outcome.Output);
    }

    [Fact]
    public void What_is_here_needs_no_download()
    {
        Outcome outcome = Command.Run("data", "get", "digits");
        Assert.Equal((0, "digits: embedded in Strata\n"), (outcome.Code, outcome.Output));
    }
}
