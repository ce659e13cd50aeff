using Strata.Models;

namespace Strata.Cli.Tests;

public class ModelsCommandTests
{
    [Fact]
    public void Every_model_is_listed_with_its_family_size_and_source()
    {
        Outcome outcome = Command.Run("models");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        string[] lines = outcome.Output.TrimEnd().Split('\n');
        Assert.Equal(Recipes.All.Count + 1, lines.Length);
        string lenet5 = Assert.Single(lines, l => l.StartsWith("lenet5 ", StringComparison.Ordinal));
        Assert.Matches("convolutional +60,000 +LeNet-5 as published.*LeCun, Bottou, Bengio and Haffner 1998", lenet5);
    }
}
