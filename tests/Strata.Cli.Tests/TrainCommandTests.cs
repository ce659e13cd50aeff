using System.Text.Json;
using Strata.Data;

namespace Strata.Cli.Tests;

public class TrainCommandTests
{
    [Fact]
    public void Json_is_one_object_with_every_figure_and_the_folder_holds_the_run()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("train", "softmax", "--data", "digits", "--steps", "20", "--seed", "7", "--out", command.File("run"), "--json");
        Assert.Equal(0, outcome.Code);
        Assert.Single(outcome.Output.TrimEnd().Split('\n'));
        JsonElement json = outcome.Json;
        Assert.Equal(
            ["model", "data", "source", "seed", "threads", "epochs", "steps", "batch_size", "seconds", "samples_per_second", "parameters",
                "train_loss", "train_accuracy", "test_loss", "test_accuracy", "test_error", "run"],
            json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("softmax", "digits", command.File("run")), (json.GetProperty("model").GetString(), json.GetProperty("data").GetString(), json.GetProperty("run").GetString()));
        Assert.Equal((7, 20, 100, 7850), (json.GetProperty("seed").GetInt32(), json.GetProperty("steps").GetInt32(), json.GetProperty("batch_size").GetInt32(), json.GetProperty("parameters").GetInt32()));
        Assert.InRange(json.GetProperty("test_accuracy").GetDouble(), 0.5, 1);
        Assert.Equal(1, json.GetProperty("test_accuracy").GetDouble() + json.GetProperty("test_error").GetDouble(), 12);

        Assert.Equal(
            ["curves.svg", "filters.png", "metrics.jsonl", "model.safetensors", "result.json", "settings.json"],
            Directory.GetFiles(command.File("run")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[] epochs = File.ReadAllLines(command.File("run", "metrics.jsonl"));
        Assert.Equal(2, epochs.Length);
        JsonElement last = JsonDocument.Parse(epochs[1]).RootElement;
        Assert.Equal(json.GetProperty("test_loss").GetDouble(), last.GetProperty("test_loss").GetDouble());
        JsonElement settings = JsonDocument.Parse(File.ReadAllText(command.File("run", "settings.json"))).RootElement;
        Assert.Equal((7, 20), (settings.GetProperty("seed").GetInt32(), settings.GetProperty("steps").GetInt32()));
        Image filters = Png.Read(command.File("run", "filters.png"));
        Assert.True(filters.Width > 4 * 28 && filters.Height > 3 * 28, "ten filters of 28 × 28 on a sheet");
    }

    [Fact]
    public void The_data_are_named_and_progress_is_a_line_an_epoch()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("train", "softmax", "--data", "digits", "--epochs", "2", "--out", command.File("run"));
        Assert.Contains($"strata: data: {Digits.Load().Source}\n", outcome.Error);
        Assert.Contains("epoch 1/2  loss ", outcome.Error);
        Assert.Contains("epoch 2/2  loss ", outcome.Error);
        Assert.StartsWith("softmax on digits: 30 steps in ", outcome.Output);
        Assert.Contains($"strata eval {command.File("run")}", outcome.Output);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_at_any_number_of_threads()
    {
        using var command = new Command();
        int processors = Strata.Ops.Threads.Count;
        byte[] Weights(string name, string threads, string seed)
        {
            Assert.Equal(0, Command.Run("train", "mlp", "--data", "digits", "--steps", "5", "--seed", seed, "--threads", threads, "--out", command.File(name)).Code);
            return File.ReadAllBytes(command.File(name, "model.safetensors"));
        }
        byte[] one = Weights("one", "1", "3"), two = Weights("two", "2", "3"), other = Weights("other", processors.ToString(System.Globalization.CultureInfo.InvariantCulture), "4");
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_left_alone_unless_it_may_be_replaced()
    {
        using var command = new Command();
        string run = command.Trained();
        byte[] weights = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        string[] again = ["train", "softmax", "--data", "digits", "--steps", "5", "--out", run];
        Outcome refused = Command.Run(again);
        Assert.Equal(1, refused.Code);
        Assert.Equal($"strata: error: The folder {run} holds a run already. Name another one with --out, or replace it with --force.\n", refused.Error);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
        Assert.Equal(0, Command.Run([.. again, "--force"]).Code);
        Assert.NotEqual(weights, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void A_folder_with_other_things_is_never_replaced()
    {
        using var command = new Command();
        Directory.CreateDirectory(command.File("mine"));
        File.WriteAllText(command.File("mine", "letter.txt"), "dear");
        Outcome outcome = Command.Run("train", "softmax", "--data", "digits", "--steps", "5", "--out", command.File("mine"), "--force");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("is not empty and holds no run. Name another one with --out.", outcome.Error);
        Assert.Single(Directory.GetFiles(command.File("mine")));
    }

    [Fact]
    public void A_data_folder_without_the_data_is_an_error_before_anything_is_written()
    {
        using var command = new Command();
        Outcome outcome = Command.Run("train", "softmax", "--data-dir", command.File("nowhere"), "--out", command.File("run"));
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith($"strata: error: MNIST is not in the folder {command.File("nowhere")}.", outcome.Error);
        Assert.False(Directory.Exists(command.File("run")));
        Assert.Contains("--data-dir goes with another data set", Command.Run("train", "softmax", "--data", "digits", "--data-dir", "x").Error);
    }

    [Fact]
    public void A_cancelled_run_keeps_its_metrics_and_weights_and_says_so()
    {
        using var command = new Command();
        using var source = new CancellationTokenSource();
        Outcome outcome = Command.Run(
            line =>
            {
                if (line.StartsWith("epoch  2/", StringComparison.Ordinal))
                {
                    source.Cancel();
                }
            },
            source.Token, "train", "softmax", "--data", "digits", "--epochs", "50", "--out", command.File("run"), "--json");
        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.EndsWith($"strata: error: cancelled after 30 of 750 steps; `strata train --resume {command.File("run")}` goes on. Metrics and model so far are in {command.File("run")}.\n", outcome.Error);
        Assert.Equal(2, File.ReadAllLines(command.File("run", "metrics.jsonl")).Length);
        Assert.True(File.Exists(command.File("run", "curves.svg")));
        Assert.Equal(0, Command.Run("eval", command.File("run")).Code);
    }

    [Fact]
    public void A_diagnosis_is_a_table_and_a_line_an_epoch_and_a_picture_and_changes_nothing()
    {
        using var command = new Command();
        string[] train = ["train", "mlp", "--data", "digits", "--epochs", "2", "--out"];
        Outcome outcome = Command.Run([.. train, command.File("run"), "--diagnose", "--json"]);
        Assert.Equal(0, outcome.Code);
        Assert.Single(outcome.Output.TrimEnd().Split('\n'));
        string[] tables = [.. outcome.Error.Split('\n').Where(line => line.StartsWith("layer ", StringComparison.Ordinal))];
        Assert.Equal(3, tables.Length); // before the first step, and two epochs
        Assert.DoesNotContain("update/weight", tables[0]);
        Assert.Contains("update/weight", tables[1]);
        Assert.Contains("\nhidden1 Dense ", outcome.Error);
        JsonElement[] lines = [.. File.ReadAllLines(command.File("run", "diagnostics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([0, 1, 2], lines.Select(line => line.GetProperty("epoch").GetInt32()));
        JsonElement hidden = lines[2].GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("layer").GetString() == "hidden2");
        Assert.InRange(hidden.GetProperty("update_ratio").GetDouble(), 1e-5, 1);
        Assert.InRange(hidden.GetProperty("jacobian_rank").GetDouble(), 1, 32);
        Assert.False(hidden.TryGetProperty("dead", out _));
        Assert.StartsWith("<svg", File.ReadAllText(command.File("run", "diagnostics.svg")));

        Assert.Equal(0, Command.Run([.. train, command.File("plain")]).Code);
        Assert.Equal(File.ReadAllBytes(command.File("plain", "model.safetensors")), File.ReadAllBytes(command.File("run", "model.safetensors")));
        Assert.False(File.Exists(command.File("plain", "diagnostics.svg")));
        Assert.Equal(0, Command.Run([.. train, command.File("run"), "--force"]).Code);
        Assert.False(File.Exists(command.File("run", "diagnostics.jsonl")) || File.Exists(command.File("run", "diagnostics.svg")));
    }
}
