using System.Text.Json;
using Strata.Data;

namespace Strata.Cli.Tests;

public class PredictCommandTests
{
    [Fact]
    public void Pictures_of_digits_are_recognized_dark_on_light_and_light_on_dark()
    {
        using var command = new Command();
        string run = command.Trained();
        ImageSet digits = Digits.Load();
        var files = new List<string>();
        for (int i = 0; i < 20; i++)
        {
            files.Add(command.File($"{i}.png"));
            Image picture = digits.Train.Picture(i).Resize(100, 100);
            Png.Write(files[i], i % 2 == 0 ? picture : picture.Invert());
        }
        Outcome outcome = Command.Run(["predict", run, "--json", .. files]);
        Assert.Equal(0, outcome.Code);
        JsonElement[] predictions = [.. outcome.Json.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(files, predictions.Select(p => p.GetProperty("file").GetString()));
        int right = predictions.Where((p, i) => p.GetProperty("class").GetString() == digits.ClassNames[digits.Train.Labels.AsSpan<int>()[i]]).Count();
        Assert.InRange(right, 14, 20);
        Assert.All(predictions, p => Assert.Equal(1, p.GetProperty("probabilities").EnumerateObject().Sum(c => c.Value.GetDouble()), 4));
    }

    [Fact]
    public void People_get_the_class_and_all_probabilities()
    {
        using var command = new Command();
        Png.Write(command.File("a.png"), Digits.Load().Train.Picture(0));
        Outcome outcome = Command.Run("predict", command.Trained(), command.File("a.png"));
        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(command.File("a.png"))}: \d\n  0: \d+\.\d %  1: .*  9: \d+\.\d %\n$", outcome.Output);
    }

    [Fact]
    public void A_missing_a_damaged_and_a_blank_picture_are_errors_that_name_the_file()
    {
        using var command = new Command();
        string run = command.Trained();
        string Error(string file)
        {
            Outcome outcome = Command.Run("predict", run, command.File(file));
            Assert.Equal((1, ""), (outcome.Code, outcome.Output));
            Assert.Contains(command.File(file), outcome.Error);
            Assert.Single(outcome.Error.TrimEnd().Split('\n'));
            return outcome.Error;
        }
        File.WriteAllText(command.File("text.png"), "no picture");
        Png.Write(command.File("whole.png"), Digits.Load().Train.Picture(0));
        File.WriteAllBytes(command.File("half.png"), File.ReadAllBytes(command.File("whole.png"))[..60]);
        Png.Write(command.File("blank.png"), new Image(28, 28, 1, new byte[784]));
        Assert.Contains("Could not find file", Error("missing.png"));
        Assert.Contains("not a picture that is known", Error("text.png"));
        Assert.Contains("offset", Error("half.png"));
        Assert.Contains("is blank: nothing stands out of its background", Error("blank.png"));
    }
}
