using System.Text.Json;
using Strata.Data;

namespace Strata.Cli.Tests;

/// <summary>Models that learn by a rule of their own.</summary>
public class RuleModelsTests
{
    [Theory]
    [InlineData("rbm", 2, "pseudo_likelihood", "reconstruction_error,pseudo_likelihood,free_energy,free_energy_gap")]
    [InlineData("dbn", 1, "pseudo_likelihood", "reconstruction_error")]
    [InlineData("k-means", 3, "squared_error", "squared_error")]
    [InlineData("dictionary", 2, "objective", "objective,squared_error")]
    public void A_run_is_as_any_other_and_is_measured_by_the_models_own_figures(string model, int epochs, string learned, string measured)
    {
        using var command = new Command();
        string run = command.File("run");
        Outcome outcome = Command.Run("train", model, "--data", "digits", "--epochs", $"{epochs}", "--seed", "5", "--out", run, "--json");
        Assert.Equal(0, outcome.Code);
        Assert.Contains($"epoch {epochs}/{epochs}  ", outcome.Error);
        Assert.Equal(
            (model, 5, epochs),
            (outcome.Json.GetProperty("model").GetString(), outcome.Json.GetProperty("seed").GetInt32(), outcome.Json.GetProperty("epochs").GetInt32()));
        Assert.True(double.IsFinite(outcome.Json.GetProperty("train_" + learned).GetDouble()));
        Assert.False(outcome.Json.TryGetProperty("test_accuracy", out _));
        Assert.Equal(
            ["curves.svg", "filters.png", "metrics.jsonl", "model.safetensors", "reconstructions.png", "result.json", "settings.json"],
            Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        int levels = model == "dbn" ? 3 : 1;
        Assert.Equal(epochs * levels, File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Length);
        Assert.Contains(model == "dbn" ? "level 3" : "training", File.ReadAllText(Path.Combine(run, "curves.svg")));
        Image filters = Png.Read(Path.Combine(run, "filters.png"));
        Assert.True(filters.Width > 280 && filters.Height > 280, "a hundred of 28 × 28 on a sheet");

        Outcome judged = Command.Run("eval", run, "--json");
        Assert.Equal(
            ["model", "data", "samples", .. measured.Split(',').Select(name => "test_" + name), "reconstructions", "run"],
            judged.Json.EnumerateObject().Select(p => p.Name));
        foreach (string name in measured.Split(','))
        {
            Assert.Equal(outcome.Json.GetProperty("test_" + name).GetDouble(), judged.Json.GetProperty("test_" + name).GetDouble());
        }
    }

    [Theory]
    [InlineData("rbm", "epoch 2/")]
    [InlineData("k-means", "epoch 3/")]
    [InlineData("dictionary", "epoch 2/")]
    public void A_run_that_was_cancelled_goes_on_and_ends_in_the_same_bits(string model, string moment)
    {
        using var command = new Command();
        using var source = new CancellationTokenSource();
        // The threads are in the settings, which are compared too; without the option they are whatever another test has asked for.
        string[] train = ["train", model, "--data", "digits", "--epochs", "4", "--threads", "1", "--out"];
        Assert.Equal(0, Command.Run([.. train, command.File("whole")]).Code);
        string run = command.File("run");
        Outcome cancelled = Command.Run(CancelAtMoment, source.Token, [.. train, run]);
        Assert.Equal(1, cancelled.Code);
        Assert.EndsWith($"strata: error: cancelled after {moment.TrimEnd('/')} of 4; `strata train --resume {run}` goes on. Metrics so far are in {run}.\n", cancelled.Error);
        Assert.Contains("it has no model yet", Command.Run("eval", run).Error);

        Outcome resumed = Command.Run("train", "--resume", run, "--threads", "1");
        Assert.Equal(0, resumed.Code);
        Assert.DoesNotContain(moment, resumed.Error);
        foreach (string file in Directory.GetFiles(run).Select(f => Path.GetFileName(f)!))
        {
            if (file is not ("metrics.jsonl" or "result.json"))
            {
                Assert.Equal(File.ReadAllBytes(command.File("whole", file)), File.ReadAllBytes(Path.Combine(run, file)));
            }
        }
        Assert.Equal(Metrics(command.File("whole")), Metrics(run));

        void CancelAtMoment(string line)
        {
            if (line.StartsWith(moment, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void A_deep_belief_network_that_was_cancelled_on_a_level_goes_on_there()
    {
        using var command = new Command();
        using var source = new CancellationTokenSource();
        string run = command.File("run");
        Outcome cancelled = Command.Run(line => CancelAt(line, "level 1, epoch 1/1"), source.Token, "train", "dbn", "--data", "digits", "--epochs", "1", "--out", run);
        Assert.Contains("cancelled after level 1, epoch 1 of 1; ", cancelled.Error);
        Outcome resumed = Command.Run("train", "--resume", run);
        Assert.DoesNotContain("level 1, ", resumed.Error);
        Assert.Contains("level 2, epoch 1/1  ", resumed.Error);
        Assert.Equal([1, 2, 3], File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("level").GetInt32()));

        void CancelAt(string line, string start)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void A_generative_model_draws_pictures_that_follow_from_the_seed()
    {
        using var command = new Command();
        string run = command.File("run"), picture = Path.Combine(run, "samples.png");
        Outcome trained = Command.Run("train", "rbm", "--data", "digits", "--epochs", "1", "--out", run);
        Assert.EndsWith($"      strata sample {run}\n", trained.Output);
        Outcome outcome = Command.Run("sample", run, "--count", "9", "--steps", "5");
        Assert.Equal((0, $"samples: {picture}\n"), (outcome.Code, outcome.Output));
        Image sheet = Png.Read(picture);
        Assert.Equal(sheet.Width, sheet.Height);
        Assert.InRange(sheet.Width, 3 * 2 * 28, 3 * 2 * 32);

        byte[] Drawn(string name, string seed)
        {
            Outcome drawn = Command.Run("sample", run, "--count", "9", "--steps", "5", "--seed", seed, "--out", command.File(name), "--json");
            Assert.Equal((9, command.File(name)), (drawn.Json.GetProperty("samples").GetInt32(), drawn.Json.GetProperty("picture").GetString()));
            return File.ReadAllBytes(command.File(name));
        }
        Assert.Equal(File.ReadAllBytes(picture), Drawn("one.png", "1"));
        Assert.NotEqual(File.ReadAllBytes(picture), Drawn("two.png", "2"));

        Outcome replaced = Command.Run("train", "k-means", "--data", "digits", "--epochs", "1", "--out", run, "--force");
        Assert.DoesNotContain("strata sample", replaced.Output);
        Assert.False(File.Exists(picture));
    }

    [Fact]
    public void Predictions_say_how_well_a_picture_is_given_back()
    {
        using var command = new Command();
        Assert.Equal(0, Command.Run("train", "k-means", "--data", "digits", "--epochs", "5", "--out", command.File("run")).Code);
        Png.Write(command.File("digit.png"), Digits.Load().Test.Picture(0));
        Outcome outcome = Command.Run("predict", command.File("run"), command.File("digit.png"));
        Assert.Matches(@"digit\.png: squared error of the reconstruction \d+\.\d{3}\n$", outcome.Output);
    }

    [Theory]
    [InlineData("train rbm --steps 5", "rbm has no use for --steps: it learns in whole passes over the data. Say how many with --epochs.")]
    [InlineData("train k-means --diagnose", "k-means has no use for --diagnose: that looks at the gradients of networks that are trained by back-propagation.")]
    [InlineData("train dbn --pretrain 2", "dbn has no use for --pretrain: all of its learning is without labels. Say how many passes with --epochs.")]
    public void Options_that_do_not_apply_are_refused(string line, string message)
    {
        using var command = new Command();
        Outcome outcome = Command.Run([.. line.Split(' '), "--data", "digits", "--out", command.File("run")]);
        Assert.Equal((1, "", $"strata: error: {message}\n"), (outcome.Code, outcome.Output, outcome.Error));
        Assert.False(Directory.Exists(command.File("run")));
    }

    [Fact]
    public void A_model_that_is_not_generative_says_which_are()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("sample", command.Trained());
        Assert.Equal((1, "strata: error: softmax draws no samples: it is no generative model. Those that do: dbn, rbm.\n"), (outcome.Code, outcome.Error));
    }

    // All but the times.
    private static List<string> Metrics(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "metrics.jsonl"))
        .Select(line => string.Join(", ", JsonDocument.Parse(line).RootElement.EnumerateObject().Where(p => !p.Name.Contains("second")).Select(p => $"{p.Name} {p.Value}")))];
}
