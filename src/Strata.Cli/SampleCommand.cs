using System.CommandLine;
using Strata.Models;
using Strata.Tensors;

namespace Strata.Cli;

/// <summary><c>strata sample</c>: pictures that a generative model draws.</summary>
internal static class SampleCommand
{
    private const int DefaultCount = 100, DefaultSteps = 1000;

    internal static Command Create(Terminal terminal)
    {
        Argument<string> run = CommandOptions.Run();
        var output = new Option<string?>("--out") { Description = "The picture. Default: samples.png in the run's folder.", HelpName = "file" };
        Option<int?> count = CommandOptions.Number("--count", 1, $"How many samples. Default: {DefaultCount}.");
        Option<int?> steps = CommandOptions.Number("--steps", 1, $"Steps of the Markov chain that leads to each. Default: {DefaultSteps}.");
        Option<ulong?> seed = CommandOptions.Number("--seed", 0UL, "The samples follow from it. Default: 1.");
        Option<bool> json = CommandOptions.Json();
        var command = new Command("sample", "Draw pictures from a generative model.") { run, output, count, steps, seed, json };
        command.Does((parsed, _) =>
        {
            TrainedRun trained = TrainedRun.Open(parsed.GetValue(run)!);
            if (trained.Model is not ISampler model)
            {
                string[] generative = [.. Recipes.All.Where(r => r.Create(0, new TrainingPlan(r.BatchSize, r.Epochs, 1)) is ISampler).Select(r => r.Name)];
                throw new ArgumentException($"{trained.Settings.Model} draws no samples: it is no generative model. Those that do: {string.Join(", ", generative)}.");
            }
            string file = parsed.GetValue(output) ?? trained.Folder.Samples;
            int number = parsed.GetValue(count) ?? DefaultCount, length = parsed.GetValue(steps) ?? DefaultSteps;
            ulong from = parsed.GetValue(seed) ?? 1;
            RunPictures.WriteSamples(file, model.Sample(number, length, new RandomStream(from)));
            terminal.Output.WriteLine(!parsed.GetValue(json) ? $"samples: {file}" : JsonText.Object(j =>
            {
                j.WriteString("model", trained.Settings.Model);
                j.WriteNumber("samples", number);
                j.WriteNumber("steps", length);
                j.WriteNumber("seed", from);
                j.WriteString("picture", file);
                j.WriteString("run", trained.Folder.Path);
            }));
            return StrataCommand.Succeeded;
        });
        return command;
    }
}
