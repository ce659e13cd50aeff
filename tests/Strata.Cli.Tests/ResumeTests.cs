using System.Diagnostics;
using System.Text.Json;

namespace Strata.Cli.Tests;

/// <summary>What is left of a run that was killed, and how it goes on.</summary>
public class ResumeTests
{
    private static readonly string[] s_run = ["train", "lenet5", "--data", "digits", "--steps", "60", "--seed", "5", "--threads", "1"];

    [Fact]
    public async Task A_run_killed_at_twenty_random_moments_ends_in_the_bits_of_an_unbroken_one()
    {
        using var command = new Command();
        Assert.Equal(0, Command.Run([.. s_run, "--out", command.File("whole")]).Code);
        var random = new Random(20);
        for (int kills = 0, run = 0; kills < 20; run++)
        {
            string folder = command.File($"run {run}");
            bool ended = false;
            for (int lives = 0; !ended; lives++)
            {
                using Process child = Start(File.Exists(Path.Combine(folder, "settings.json"))
                    ? ["train", "--resume", folder, "--checkpoint", "0"]
                    : [.. s_run, "--out", folder, "--checkpoint", "0"]);
                Task<string> error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                if (kills < 20 && lives < 12 && !child.WaitForExit(random.Next(20, 900)))
                {
                    child.Kill();
                    child.WaitForExit();
                    kills++;
                    continue;
                }
                child.WaitForExit();
                Assert.True(child.ExitCode == 0, await error);
                ended = true;
            }
            foreach (string file in (string[])["model.safetensors", "filters.png"])
            {
                Assert.Equal(File.ReadAllBytes(command.File("whole", file)), File.ReadAllBytes(Path.Combine(folder, file)));
            }
            Assert.Equal(Metrics(command.File("whole")), Metrics(folder));
            Assert.Equal(
                ["curves.svg", "filters.png", "metrics.jsonl", "model.safetensors", "result.json", "settings.json"],
                Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_cancelled_run_is_resumed_and_a_complete_one_says_what_it_came_to()
    {
        using var command = new Command();
        using var source = new CancellationTokenSource();
        string[] run = ["train", "softmax", "--data", "digits", "--epochs", "6", "--out"];
        Command.Run(_ => { }, CancellationToken.None, [.. run, command.File("whole")]);
        Outcome cancelled = Command.Run(line => CancelAt(line, "epoch 2/"), source.Token, [.. run, command.File("run")]);
        Assert.Contains($"`strata train --resume {command.File("run")}` goes on.", cancelled.Error);
        Assert.True(File.Exists(command.File("run", "checkpoint.safetensors")));

        Outcome resumed = Command.Run("train", "--resume", command.File("run"), "--json");
        Assert.Equal((0, 6), (resumed.Code, resumed.Json.GetProperty("epochs").GetInt32()));
        Assert.DoesNotContain("epoch 2/", resumed.Error);
        Assert.Equal(File.ReadAllBytes(command.File("whole", "model.safetensors")), File.ReadAllBytes(command.File("run", "model.safetensors")));
        Assert.Equal(Metrics(command.File("whole")), Metrics(command.File("run")));

        File.WriteAllText(command.File("run", "checkpoint.safetensors"), "of a process that was killed between its result and the end");
        Outcome again = Command.Run("train", "--resume", command.File("run"), "--json");
        Assert.Equal((0, resumed.Output), (again.Code, again.Output));
        Assert.Contains("is complete; there is nothing to resume", again.Error);
        Assert.False(File.Exists(command.File("run", "checkpoint.safetensors")));

        void CancelAt(string line, string start)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public async Task A_run_that_is_still_in_training_is_left_alone_and_one_that_was_killed_is_not()
    {
        using var command = new Command();
        string folder = command.File("run"), leftover = Path.Combine(folder, "model.safetensors.0.tmp"), lockFile = Path.Combine(folder, "running");
        using Process child = Start("train", "lenet5", "--data", "digits", "--epochs", "100000", "--threads", "1", "--out", folder, "--checkpoint", "0");
        while (await child.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
        {
        }
        File.WriteAllText(leftover, "what the child might be writing");
        foreach (string[] line in (string[][])[["train", "--resume", folder], ["train", "softmax", "--data", "digits", "--out", folder, "--force"]])
        {
            Outcome refused = Command.Run(line);
            Assert.Equal(1, refused.Code);
            Assert.Contains($"The run in {folder} is still in training, by another process. Wait until that ends, or stop it and resume the run then.", refused.Error);
        }
        Assert.True(File.Exists(leftover));

        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(lockFile)); // but nobody holds it
        using var source = new CancellationTokenSource();
        Outcome resumed = Command.Run(_ => source.Cancel(), source.Token, "train", "--resume", folder);
        Assert.Contains("goes on", resumed.Error);
        Assert.False(File.Exists(leftover) || File.Exists(lockFile));
    }

    [Fact]
    public void A_run_that_was_killed_before_it_had_settings_leaves_its_folder_free()
    {
        using var command = new Command();
        Directory.CreateDirectory(command.File("run"));
        File.WriteAllText(command.File("run", "running"), "");
        command.Trained();
    }

    [Fact]
    public void What_cannot_be_resumed_says_why()
    {
        using var command = new Command();
        Assert.Contains("is not the folder of a run", Command.Run("train", "--resume", command.File("none")).Error);
        Outcome mixed = Command.Run("train", "softmax", "--resume", command.File("none"));
        Assert.Equal(2, mixed.Code);
        Assert.Contains("only --threads, --checkpoint and --json go with --resume", mixed.Error);
        Assert.Equal(2, Command.Run("train", "--resume", "x", "--seed", "3").Code);
        Outcome nothing = Command.Run("train");
        Assert.Equal(2, nothing.Code);
        Assert.Contains("Which model?", nothing.Error);

        string run = command.Trained();
        File.Delete(Path.Combine(run, "result.json"));
        File.WriteAllText(Path.Combine(run, "checkpoint.safetensors"), "short");
        Assert.Contains("checkpoint.safetensors, offset 0: not a safetensors file", Command.Run("train", "--resume", run).Error);
        string settings = Path.Combine(run, "settings.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("\"source\": \"", "\"source\": \"other "));
        Assert.Contains("learned from other data: other ", Command.Run("train", "--resume", run).Error);
        File.Delete(Path.Combine(run, "model.safetensors"));
        Assert.Contains("has not ended: it has no model yet", Command.Run("eval", run).Error);
    }

    private static Process Start(params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Process.Start(new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "Strata.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
    }

    // All but the times.
    private static List<string> Metrics(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "metrics.jsonl"))
        .Select(line => string.Join(", ", JsonDocument.Parse(line).RootElement.EnumerateObject().Where(p => !p.Name.Contains("second")).Select(p => $"{p.Name} {p.Value}")))];
}
