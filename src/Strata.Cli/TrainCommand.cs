using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Regularizers;
using Strata.Serialization;
using Strata.Training;

namespace Strata.Cli;

/// <summary><c>strata train</c>: trains a model by its recipe and leaves a run's folder.</summary>
internal static class TrainCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<NetworkRecipe?>("model")
        {
            Description = "Its name, as `strata models` lists it.",
            CustomParser = Recipe,
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
            Threads.Count = parsed.GetValue(threads) ?? Threads.Count;
            TimeSpan interval = TimeSpan.FromSeconds(parsed.GetValue(checkpoint) ?? 10);
            if (parsed.GetValue(resume) is { } run)
            {
                return Resume(RunFolder.Open(run), interval, terminal, parsed.GetValue(json), cancellation);
            }
            NetworkRecipe recipe = parsed.GetValue(model)!;
            PretrainingStage[] stages = [.. recipe.Pretraining(recipe.Model())];
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
                recipe.Name, entry.Name, parsed.GetValue(dataDirectory), set.Source, set.ClassNames, parsed.GetValue(seed) ?? 1, Threads.Count, plan,
                pretraining, parsed.GetValue(diagnose));
            using IDisposable running = folder.Lock();
            folder.Clear();
            settings.Write(folder.Settings);
            return Train(settings, set, folder, interval, terminal, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static int Resume(RunFolder folder, TimeSpan interval, Terminal terminal, bool json, CancellationToken cancellation)
    {
        using IDisposable running = folder.Lock();
        if (File.Exists(folder.Result))
        {
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
        folder.RemoveLeftovers();
        return Train(settings with { Threads = Threads.Count }, set, folder, interval, terminal, json, cancellation);
    }

    private static NetworkRecipe? Recipe(ArgumentResult result)
    {
        try
        {
            return (NetworkRecipe)Recipes.Find(result.Tokens[0].Value);
        }
        catch (KeyNotFoundException unknown)
        {
            result.AddError(unknown.Message);
            return null;
        }
    }

    // From the run's checkpoint on, if there is one.
    private static int Train(
        RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal, bool json, CancellationToken cancellation)
    {
        var recipe = (NetworkRecipe)Recipes.Find(settings.Model);
        Layer model = recipe.Model();
        long started = Stopwatch.GetTimestamp();
        // A checkpoint of what comes after has all weights.
        if (settings.Pretraining.Count > 0 && !File.Exists(folder.Checkpoint)
            && new Pretraining(recipe.Pretraining(model), settings, folder, interval, terminal).Run(set, cancellation) is { } level)
        {
            terminal.Fail($"cancelled while level {level} of {settings.Pretraining.Count} was pre-trained; "
                + $"`strata train --resume {folder.Path}` goes on. Metrics so far are in {folder.Path}.");
            return StrataCommand.Failed;
        }
        var trainer = new Trainer(model, recipe.Optimizer(settings.Plan.Steps), recipe.Loss(), settings.Seed);
        foreach (Regularizer regularizer in recipe.Regularizers())
        {
            trainer.Regularizers.Add(regularizer);
        }
        bool whole = Fit(trainer, recipe, settings, set, folder, interval, terminal, cancellation);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        model.Save(folder.Model, model is Autoencoder ? [] : set.ClassNames, new Dictionary<string, string> { ["recipe"] = settings.Model });
        RunPictures.Write(folder, trainer, set.Test);
        if (!whole)
        {
            terminal.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"cancelled after {trainer.Optimizer.Steps:N0} of {settings.Plan.Steps:N0} steps; `strata train --resume {folder.Path}` goes on. Metrics and model so far are in {folder.Path}."));
            return StrataCommand.Failed;
        }
        double? error = model is Autoencoder autoencoder ? autoencoder.Score(set.Test.Images).Mean().ToScalar() : null;
        var report = new TrainReport(settings, trainer, folder, error, time);
        string result = report.ToJson();
        AtomicFile.WriteText(folder.Result, result + "\n");
        folder.RemoveCheckpoints();
        terminal.Output.WriteLine(json ? result : report.ToText());
        return StrataCommand.Succeeded;
    }

    /// <returns>False if it was cancelled.</returns>
    private static bool Fit(
        Trainer trainer, NetworkRecipe recipe, RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal, CancellationToken cancellation)
    {
        (Dataset train, Dataset test) = (recipe.Samples(set.Train), recipe.Samples(set.Test));
        using var log = new MetricsLog(folder.Metrics);
        using DiagnosticsLog? diagnostics = settings.Diagnose ? new DiagnosticsLog(new Diagnostics(train), folder, terminal.Error) : null;
        try
        {
            if (terminal.IsLive && diagnostics is null)
            {
                terminal.ShowBars(
                    bars => Fit(new TrainingBar(bars, settings.Plan)), new Spectre.Console.RemainingTimeColumn());
            }
            else
            {
                Fit(new TrainingLines(terminal.Error, settings.Plan));
            }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        void Fit(Callback view) => trainer.Fit(
            train, settings.Plan.Epochs, test, settings.Plan.BatchSize, maxSteps: settings.Plan.Steps,
            callbacks: diagnostics is null ? [log, view] : [log, view, diagnostics],
            checkpointing: new Checkpointing(folder.Checkpoint, interval, resume: true), cancellation: cancellation);
    }
}
