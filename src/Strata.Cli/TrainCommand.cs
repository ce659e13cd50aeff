using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Ops;
using Strata.Serialization;

namespace Strata.Cli;

/// <summary><c>strata train</c>: trains a model by its recipe and leaves a run's folder.</summary>
internal static class TrainCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<Recipe?>("model")
        {
            Description = "Its name, as `strata models` lists it.",
            CustomParser = Known,
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> data = CommandOptions.Data("What to learn from. Default: MNIST where it is on this machine, else the embedded digits", DataSets.Auto);
        Option<string?> dataDirectory = CommandOptions.DataDirectory();
        Option<int?> epochs = CommandOptions.Number("--epochs", 1, "Passes over the data. Default: the recipe's; more on a small sample.");
        Option<int?> batch = CommandOptions.Number("--batch", 1, "Samples a step. Default: the recipe's.");
        Option<long?> steps = CommandOptions.Number("--steps", 1L, "Steps at most.");
        Option<int?> pretrain = CommandOptions.Number(
            "--pretrain", 0, "Passes over the data for each level before labels are used, for models whose levels are pre-trained. Default: the recipe's. 0: none.");
        Option<ulong?> seed = CommandOptions.Number("--seed", 0UL, "Everything random follows from it. Default: 1.");
        Option<int?> threads = CommandOptions.Number("--threads", 1, "Threads to work with; the result does not depend on it. Default: the processors.");
        var output = new Option<string?>("--out") { Description = "The run's folder. Default: runs/<model>-<date>-<time>.", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "Replace the run that the folder holds." };
        var resume = new Option<string?>("--resume")
        {
            Description = "Go on with a run that was killed or cancelled; it ends as if it had not been. Only --threads, --checkpoint and --json go with it.",
            HelpName = "run",
        };
        Option<int?> checkpoint = CommandOptions.Number("--checkpoint", 0, "Seconds between checkpoints, from which a run can be resumed. Default: 10. 0: after every step.");
        var diagnose = new Option<bool>("--diagnose") { Description = "Print and draw, for each layer and epoch, gradients, updates, saturated units and more." };
        Option<bool> json = CommandOptions.Json();
        var command = new Command("train", "Train a model and leave a folder with settings, metrics, weights and pictures.")
        {
            model, data, dataDirectory, epochs, batch, steps, pretrain, seed, threads, output, force, resume, checkpoint, diagnose, json,
        };
        command.Validators.Add(result =>
        {
            Option[] others = [data, dataDirectory, epochs, batch, steps, pretrain, seed, output, force, diagnose];
            if (result.GetResult(resume) is null)
            {
                if (result.GetResult(model) is not { Tokens.Count: > 0 })
                {
                    result.AddError("Which model? `strata models` lists them; or give a run to go on with, --resume runs/....");
                }
            }
            else if (result.GetResult(model) is { Tokens.Count: > 0 } || others.Any(o => result.GetResult(o) is { Implicit: false }))
            {
                result.AddError("A run is resumed as it was begun: only --threads, --checkpoint and --json go with --resume.");
            }
        });
        command.Does((parsed, cancellation) =>
        {
            int workers = Threads.Count = parsed.GetValue(threads) ?? Threads.Count;
            TimeSpan interval = TimeSpan.FromSeconds(parsed.GetValue(checkpoint) ?? 10);
            if (parsed.GetValue(resume) is { } run)
            {
                return Resume(RunFolder.Open(run), workers, interval, terminal, parsed.GetValue(json), cancellation);
            }
            Recipe recipe = parsed.GetValue(model)!;
            if (recipe is RuleRecipe)
            {
                RequireNone(recipe, parsed.GetValue(steps) is not null, "--steps", "it learns in whole passes over the data. Say how many with --epochs.");
                RequireNone(recipe, parsed.GetValue(pretrain) > 0, "--pretrain", "all of its learning is without labels. Say how many passes with --epochs.");
                RequireNone(recipe, parsed.GetValue(diagnose), "--diagnose", "that looks at the gradients of networks that are trained by back-propagation.");
            }
            PretrainingStage[] stages = recipe is NetworkRecipe network ? [.. network.Pretraining(network.Model())] : [];
            if (stages.Length == 0 && parsed.GetValue(pretrain) > 0)
            {
                throw new ArgumentException($"{recipe.Name} has no levels that could be pre-trained; leave out --pretrain.");
            }
            string path = parsed.GetValue(output)
                ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{recipe.Name}-{DateTime.Now:yyyyMMdd-HHmmss}"));
            RunFolder folder = RunFolder.Claim(path, parsed.GetValue(force));
            string name = parsed.GetValue(data) ?? DataSets.Auto;
            (DataSetEntry entry, ImageSet set) = DataSets.Load(name, parsed.GetValue(dataDirectory), download: name != DataSets.Auto, terminal, cancellation);
            TrainingPlan plan = TrainingPlan.For(recipe, set.Train.Count, parsed.GetValue(epochs), parsed.GetValue(steps), parsed.GetValue(batch));
            TrainingPlan[] pretraining = parsed.GetValue(pretrain) == 0
                ? []
                : [.. stages.Select(stage => TrainingPlan.For(stage, set.Train.Count, parsed.GetValue(pretrain), parsed.GetValue(steps)))];
            var settings = new RunSettings(
                recipe.Name, entry.Name, parsed.GetValue(dataDirectory), set.Source, set.ClassNames, parsed.GetValue(seed) ?? 1, workers, plan,
                pretraining, parsed.GetValue(diagnose));
            using IDisposable running = folder.Lock();
            folder.Clear();
            settings.Write(folder.Settings);
            return Train(settings, set, folder, interval, terminal, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static int Resume(RunFolder folder, int workers, TimeSpan interval, Terminal terminal, bool json, CancellationToken cancellation)
    {
        using IDisposable running = folder.Lock();
        folder.RemoveLeftovers();
        if (File.Exists(folder.Result))
        {
            folder.RemoveCheckpoints(); // which a process leaves that is killed with its last breath
            terminal.Note($"the run in {folder.Path} is complete; there is nothing to resume.");
            terminal.Output.WriteLine(json ? File.ReadAllText(folder.Result).TrimEnd() : $"next: strata eval {folder.Path}");
            return StrataCommand.Succeeded;
        }
        RunSettings settings = RunSettings.Read(folder.Settings);
        (_, ImageSet set) = DataSets.Load(settings.Data, settings.DataDirectory, download: false, terminal, cancellation);
        if (set.Source != settings.Source || !set.ClassNames.SequenceEqual(settings.ClassNames))
        {
            throw new IOException($"The run in {folder.Path} learned from other data: {settings.Source}. Put the same data back to resume it.");
        }
        return Train(settings with { Threads = workers }, set, folder, interval, terminal, json, cancellation);
    }

    private static void RequireNone(Recipe recipe, bool isGiven, string option, string reason)
    {
        if (isGiven)
        {
            throw new ArgumentException($"{recipe.Name} has no use for {option}: {reason}");
        }
    }

    private static Recipe? Known(ArgumentResult result)
    {
        try
        {
            return Recipes.Find(result.Tokens[0].Value);
        }
        catch (KeyNotFoundException unknown)
        {
            result.AddError(unknown.Message);
            return null;
        }
    }

    private static int Train(
        RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal, bool json, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        TrainingRun run = TrainingRun.Of(Recipes.Find(settings.Model), settings, set, folder, interval, terminal);
        string? cancelled = run.Train(cancellation);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        if (run.HasModel)
        {
            run.Model.Save(folder.Model, run.ClassNames, new Dictionary<string, string> { ["recipe"] = settings.Model });
            run.Draw();
        }
        if (cancelled is not null)
        {
            terminal.Fail(
                $"cancelled {cancelled}; `strata train --resume {folder.Path}` goes on. Metrics {(run.HasModel ? "and model " : "")}so far are in {folder.Path}.");
            return StrataCommand.Failed;
        }
        var report = new TrainReport(settings, run.Model, run.Epochs, run.Measure(), folder, time);
        string result = report.ToJson();
        AtomicFile.WriteText(folder.Result, result + "\n");
        folder.RemoveCheckpoints();
        terminal.Output.WriteLine(json ? result : report.ToText());
        return StrataCommand.Succeeded;
    }
}
