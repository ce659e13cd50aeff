using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Ops;
using Strata.Training;

namespace Strata.Cli;

/// <summary><c>strata train</c>: trains a model by its recipe and leaves a run's folder.</summary>
internal static class TrainCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = new Argument<ClassifierRecipe?>("model") { Description = "Its name, as `strata models` lists it.", CustomParser = Recipe };
        Option<string?> data = CommandOptions.Data("What to learn from. Default: MNIST where it is on this machine, else the embedded digits", DataSets.Auto);
        Option<string?> dataDirectory = CommandOptions.DataDirectory();
        Option<int?> epochs = CommandOptions.Number("--epochs", 1, "Passes over the data. Default: the recipe's; more on a small sample.");
        Option<int?> batch = CommandOptions.Number("--batch", 1, "Samples a step. Default: the recipe's.");
        Option<long?> steps = CommandOptions.Number("--steps", 1L, "Steps at most.");
        Option<ulong?> seed = CommandOptions.Number("--seed", 0UL, "Everything random follows from it. Default: 1.");
        Option<int?> threads = CommandOptions.Number("--threads", 1, "Threads to work with; the result does not depend on it. Default: the processors.");
        var output = new Option<string?>("--out") { Description = "The run's folder. Default: runs/<model>-<date>-<time>.", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "Replace the run that the folder holds." };
        var diagnose = new Option<bool>("--diagnose") { Description = "Print and draw, for each layer and epoch, gradients, updates, saturated units and more." };
        Option<bool> json = CommandOptions.Json();
        var command = new Command("train", "Train a model and leave a folder with settings, metrics, weights and pictures.")
        {
            model, data, dataDirectory, epochs, batch, steps, seed, threads, output, force, diagnose, json,
        };
        command.Does((parsed, cancellation) =>
        {
            ClassifierRecipe recipe = parsed.GetValue(model)!;
            Threads.Count = parsed.GetValue(threads) ?? Threads.Count;
            string path = parsed.GetValue(output)
                ?? Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{recipe.Name}-{DateTime.Now:yyyyMMdd-HHmmss}"));
            RunFolder folder = RunFolder.Claim(path, parsed.GetValue(force));
            string name = parsed.GetValue(data) ?? DataSets.Auto;
            (DataSetEntry entry, ImageSet set) = DataSets.Load(name, parsed.GetValue(dataDirectory), download: name != DataSets.Auto, terminal, cancellation);
            TrainingPlan plan = TrainingPlan.For(recipe, set.Train.Count, parsed.GetValue(epochs), parsed.GetValue(steps), parsed.GetValue(batch));
            var settings = new RunSettings(
                recipe.Name, entry.Name, parsed.GetValue(dataDirectory), set.Source, set.ClassNames, parsed.GetValue(seed) ?? 1, Threads.Count, plan);
            return Train(recipe, settings, set, folder, terminal, parsed.GetValue(json), parsed.GetValue(diagnose), cancellation);
        });
        return command;
    }

    private static ClassifierRecipe? Recipe(ArgumentResult result)
    {
        try
        {
            return (ClassifierRecipe)Recipes.Find(result.Tokens[0].Value);
        }
        catch (KeyNotFoundException unknown)
        {
            result.AddError(unknown.Message);
            return null;
        }
    }

    private static int Train(
        ClassifierRecipe recipe, RunSettings settings, ImageSet set, RunFolder folder, Terminal terminal, bool json, bool diagnose, CancellationToken cancellation)
    {
        folder.Clear();
        settings.Write(folder.Settings);
        var trainer = new Trainer(recipe.Model(), recipe.Optimizer(settings.Plan.Steps), recipe.Loss(), settings.Seed);
        long started = Stopwatch.GetTimestamp();
        bool whole = Fit(trainer, settings, set, folder, terminal, diagnose, cancellation);
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        trainer.Model.Save(folder.Weights, new Dictionary<string, string> { ["model"] = settings.Model, ["classes"] = string.Join('\n', set.ClassNames) });
        RunPictures.Write(folder, trainer);
        if (!whole)
        {
            terminal.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"cancelled after {trainer.Optimizer.Steps:N0} of {settings.Plan.Steps:N0} steps; metrics and weights so far are in {folder.Path}."));
            return StrataCommand.Failed;
        }
        TrainReport.Write(terminal.Output, json, settings, trainer, folder, time);
        return StrataCommand.Succeeded;
    }

    /// <returns>False if it was cancelled.</returns>
    private static bool Fit(
        Trainer trainer, RunSettings settings, ImageSet set, RunFolder folder, Terminal terminal, bool diagnose, CancellationToken cancellation)
    {
        using var log = new MetricsLog(folder.Metrics);
        using DiagnosticsLog? diagnostics = diagnose ? new DiagnosticsLog(new Diagnostics(set.Train), folder, terminal.Error) : null;
        try
        {
            if (terminal.IsLive && !diagnose)
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
            set.Train, settings.Plan.Epochs, set.Test, settings.Plan.BatchSize, maxSteps: settings.Plan.Steps,
            callbacks: diagnostics is null ? [log, view] : [log, view, diagnostics], cancellation: cancellation);
    }
}
