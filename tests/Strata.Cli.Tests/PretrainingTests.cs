using System.Text.Json;
using Strata.Data;
using Strata.Layers;
using Strata.Models.Autoencoders;

namespace Strata.Cli.Tests;

/// <summary>Models whose levels learn without labels first, and autoencoders.</summary>
public class PretrainingTests
{
    private static readonly string[] s_run = ["train", "sae", "--data", "digits", "--pretrain", "3", "--epochs", "3", "--seed", "5", "--out"];

    [Fact]
    public void Levels_are_trained_one_by_one_and_the_run_is_a_classifiers()
    {
        using var command = new Command();
        string run = command.File("run");
        Outcome outcome = Command.Run([.. s_run, run, "--json"]);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("level 1, epoch 1/3  loss ", outcome.Error);
        Assert.Contains("level 2, epoch 3/3  loss ", outcome.Error);
        Assert.Contains("\nepoch 3/3  loss ", outcome.Error);
        Assert.Equal((3, 199_210), (outcome.Json.GetProperty("epochs").GetInt32(), outcome.Json.GetProperty("parameters").GetInt32()));
        Assert.Equal(
            ["curves.svg", "features-1.png", "features-2.png", "filters.png", "metrics.jsonl", "model.safetensors", "result.json", "settings.json"],
            Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["1 1", "1 2", "1 3", "2 1", "2 2", "2 3", " 1", " 2", " 3"],
            File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(e => $"{(e.TryGetProperty("level", out JsonElement level) ? level : "")} {e.GetProperty("epoch")}"));
        Image features = Png.Read(Path.Combine(run, "features-2.png"));
        Assert.True(features.Width > 280 && features.Height > 280, "a hundred units of 28 × 28 on a sheet");

        Outcome judged = Command.Run("eval", run, "--json");
        Assert.Equal(outcome.Json.GetProperty("test_accuracy").GetDouble(), judged.Json.GetProperty("test_accuracy").GetDouble(), 1e-12);
        Assert.Equal(0, Command.Run("train", "sae", "--data", "digits", "--steps", "2", "--out", run, "--force").Code);
    }

    [Theory]
    [InlineData("level 1, epoch 2/")]
    [InlineData("level 2, epoch 1/")]
    [InlineData("epoch 2/")]
    public void A_run_that_was_cancelled_anywhere_goes_on_and_ends_in_the_same_bits(string moment)
    {
        using var command = new Command();
        using var source = new CancellationTokenSource();
        Assert.Equal(0, Command.Run([.. s_run, command.File("whole")]).Code);
        string run = command.File("run");
        Outcome cancelled = Command.Run(CancelAtMoment, source.Token, [.. s_run, run]);
        Assert.Equal(1, cancelled.Code);
        Assert.Contains($"`strata train --resume {run}` goes on.", cancelled.Error);
        if (moment.StartsWith("level", StringComparison.Ordinal))
        {
            Assert.Contains("of 2 was pre-trained", cancelled.Error);
            Assert.Contains("it has no model yet", Command.Run("eval", run).Error);
        }
        Outcome resumed = Command.Run("train", "--resume", run);
        Assert.Equal(0, resumed.Code);
        Assert.DoesNotContain(moment, resumed.Error);
        foreach (string file in (string[])["model.safetensors", "filters.png", "features-1.png", "features-2.png"])
        {
            Assert.Equal(File.ReadAllBytes(command.File("whole", file)), File.ReadAllBytes(Path.Combine(run, file)));
        }
        Assert.Equal(Metrics(command.File("whole")), Metrics(run));
        Assert.Equal(8, Directory.GetFiles(run).Length);

        void CancelAtMoment(string line)
        {
            if (line.StartsWith(moment, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void Without_pretraining_there_are_no_levels()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("train", "sae", "--data", "digits", "--pretrain", "0", "--epochs", "1", "--out", command.File("run"));
        Assert.Equal(0, outcome.Code);
        Assert.DoesNotContain("level", outcome.Error);
        Assert.False(File.Exists(command.File("run", "features-1.png")));
        Outcome none = Command.Run("train", "softmax", "--data", "digits", "--pretrain", "2", "--out", command.File("softmax"));
        Assert.Equal(1, none.Code);
        Assert.Contains("softmax has no levels that could be pre-trained; leave out --pretrain.", none.Error);
    }

    [Theory]
    [InlineData("autoencoder", 0)]
    [InlineData("deep-autoencoder", 4)]
    public void An_autoencoder_is_measured_by_its_reconstructions(string model, int levels)
    {
        using var command = new Command();
        string run = command.File("run");
        Outcome outcome = Command.Run("train", model, "--data", "digits", "--steps", "30", "--out", run, "--json");
        Assert.Equal(0, outcome.Code);
        string[] names = [.. outcome.Json.EnumerateObject().Select(p => p.Name)];
        Assert.Contains("test_squared_error", names);
        Assert.DoesNotContain("test_accuracy", names);
        Assert.DoesNotContain("test_error", names);
        double error = outcome.Json.GetProperty("test_squared_error").GetDouble();
        Assert.InRange(error, 5, 80);
        Assert.Equal(levels, Directory.GetFiles(run, "features-*.png").Length);
        Image sheet = Png.Read(Path.Combine(run, "reconstructions.png"));
        Assert.True(sheet.Width > 20 * 2 * 28 && sheet.Height > 2 * 2 * 28, "twenty pictures above their reconstructions");

        Outcome judged = Command.Run("eval", run, "--json");
        Assert.Equal(error, judged.Json.GetProperty("test_squared_error").GetDouble(), 1e-9);
        Assert.Contains($"{model} on digits: squared error ", Command.Run("eval", run).Output);
        ImageSet digits = Digits.Load();
        Png.Write(command.File("digit.png"), digits.Test.Picture(0));
        Outcome predicted = Command.Run("predict", run, command.File("digit.png"), "--json");
        Assert.InRange(predicted.Json.GetProperty("predictions")[0].GetProperty("squared_error").GetDouble(), 1, 200);
        Assert.Contains("squared error of the reconstruction ", Command.Run("predict", run, command.File("digit.png")).Output);
        Assert.IsType<Autoencoder>(Layer.Load(Path.Combine(run, "model.safetensors")));
    }

    // All but the times.
    private static List<string> Metrics(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "metrics.jsonl"))
        .Select(line => string.Join(", ", JsonDocument.Parse(line).RootElement.EnumerateObject().Where(p => !p.Name.Contains("second")).Select(p => $"{p.Name} {p.Value}")))];
}
