using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Strata.Data;

namespace Strata.Cli.Tests;

public class EvalCommandTests
{
    [Fact]
    public void Accuracy_and_confusions_are_those_of_the_training_and_the_mistakes_are_drawn()
    {
        using var command = new Command();
        Outcome trained = Command.Run("train", "softmax", "--data", "digits", "--steps", "60", "--out", command.File("run"), "--json");
        Outcome outcome = Command.Run("eval", command.File("run"), "--json");
        Assert.Equal(0, outcome.Code);
        JsonElement json = outcome.Json;
        Assert.Equal(trained.Json.GetProperty("test_accuracy").GetDouble(), json.GetProperty("test_accuracy").GetDouble());
        Assert.Equal(trained.Json.GetProperty("test_loss").GetDouble(), json.GetProperty("test_loss").GetDouble());
        Assert.Equal(Digits.Load().Test.Count, json.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(n => n.GetInt32())));
        XElement mistakes = XDocument.Parse(File.ReadAllText(json.GetProperty("mistakes").GetString()!)).Root!;
        Assert.NotEmpty(mistakes.Elements(mistakes.Name.Namespace + "image"));
    }

    [Fact]
    public void People_get_a_table()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("eval", command.Trained());
        Assert.Matches(@"^softmax on digits: accuracy \d\d\.\d\d %, loss \d+\.\d{4}, 3\d\d pictures\n\ntrue \\ predicted +0 +1 +2", outcome.Output);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_an_error()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("eval", command.File("none"));
        Assert.Equal(1, outcome.Code);
        Assert.Equal($"strata: error: {command.File("none")} is not the folder of a run: it has no settings.json. `strata train` makes one.\n", outcome.Error);
    }

    [Fact]
    public void Data_that_are_gone_are_an_error_and_not_a_download()
    {
        using var command = new Command();
        string settings = Path.Combine(command.Trained(), "settings.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("\"digits\"", "\"mnist\"").Replace("\"data_dir\": null", "\"data_dir\": \"gone\""));
        Outcome outcome = Command.Run("eval", command.File("run"));
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("strata: error: MNIST is not in the folder gone.", outcome.Error);
    }

    [Fact]
    public void Truncated_weights_are_an_error_that_names_the_file()
    {
        using var command = new Command();
        string weights = Path.Combine(command.Trained(), "model.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..1000]);
        Outcome outcome = Command.Run("eval", command.File("run"));
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Matches($@"^strata: error: {Regex.Escape(weights)}: its tensors need 31400 bytes of data, but the file has \d+: it is truncated\.\n$", outcome.Error);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"model\": 3}")]
    public void Damaged_settings_are_an_error_that_names_the_file(string content)
    {
        using var command = new Command();
        string settings = Path.Combine(command.Trained(), "settings.json");
        File.WriteAllText(settings, content);
        Outcome outcome = Command.Run("eval", command.File("run"));
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith($"strata: error: {settings} is not the settings of a run: ", outcome.Error);
    }
}
