using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Strata.Data;
using Strata.Metrics;
using Strata.Models;
using Strata.Pictures;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Cli;

/// <summary>
/// <c>strata eval</c>: accuracy, loss and confusion matrix of a run on test data, and a picture of its worst mistakes; of a model without labels its own figures, and a
/// picture of what it makes of some pictures.
/// </summary>
internal static class EvalCommand
{
    internal static Command Create(Terminal terminal)
    {
        Argument<string> run = CommandOptions.Run();
        Option<string?> data = CommandOptions.Data("What to judge by, its test part. Default: what the run learned from");
        Option<string?> dataDirectory = CommandOptions.DataDirectory();
        Option<bool> json = CommandOptions.Json();
        var command = new Command("eval", "Measure a run on test data: accuracy, confusion matrix, the worst mistakes; or reconstructions and likelihoods.") { run, data, dataDirectory, json };
        command.Does((parsed, cancellation) =>
        {
            TrainedRun trained = TrainedRun.Open(parsed.GetValue(run)!);
            string name = parsed.GetValue(data) ?? trained.Settings.Data;
            string? folder = parsed.GetValue(dataDirectory) ?? (name == trained.Settings.Data ? trained.Settings.DataDirectory : null);
            (_, ImageSet set) = DataSets.Load(name, folder, download: parsed.GetValue(data) is not null, terminal, cancellation);
            Evaluate(trained, name, set, terminal, parsed.GetValue(json), cancellation);
            return StrataCommand.Succeeded;
        });
        return command;
    }

    private static void Evaluate(TrainedRun run, string name, ImageSet set, Terminal terminal, bool json, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double> metrics = run.Recipe.Measure(run.Model, set, cancellation);
        ConfusionMatrix? confusion = run.Recipe is ClassifierRecipe classifier ? Confusions(run, classifier, set.Test) : null;
        (string Name, string File)? picture = confusion is not null ? ("mistakes", run.Folder.Mistakes) : null;
        if (run.Recipe is IReconstructing reconstructing)
        {
            RunPictures.WriteReconstructions(run.Folder, reconstructing, run.Model, set.Test);
            picture = ("reconstructions", run.Folder.Reconstructions);
        }
        if (!json)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Settings.Model} on {name}: {string.Join(", ", MetricText.Each(metrics))}, {set.Test.Count:N0} pictures"));
            terminal.Output.Write(confusion is null ? "" : $"\n{confusion}\n");
            terminal.Output.Write(picture is var (title, file) ? $"{title}: {file}\n" : "");
            return;
        }
        terminal.Output.WriteLine(JsonText.Object(j =>
        {
            j.WriteString("model", run.Settings.Model);
            j.WriteString("data", name);
            j.WriteNumber("samples", set.Test.Count);
            foreach ((string metric, double value) in metrics)
            {
                j.WriteFinite("test_" + metric, value);
            }
            if (confusion is not null)
            {
                j.WriteFinite("test_error", 1 - confusion.Value);
                Write(j, confusion, set.ClassNames.Count);
            }
            if (picture is var (title, file))
            {
                j.WriteString(title, file);
            }
            j.WriteString("run", run.Folder.Path);
        }));
    }

    // And the picture of the worst mistakes.
    private static ConfusionMatrix Confusions(TrainedRun run, ClassifierRecipe recipe, LabeledImages test)
    {
        Tensor probabilities = recipe.Predict(run.Model, test.Images); // [pictures, classes]
        var confusion = new ConfusionMatrix(test.ClassNames);
        confusion.Update(probabilities, test.Labels);
        AtomicFile.WriteText(run.Folder.Mistakes, MistakeSheet.ToSvg(test, probabilities));
        return confusion;
    }

    private static void Write(Utf8JsonWriter json, ConfusionMatrix confusion, int classes)
    {
        json.WriteStartArray("confusion");
        for (int truth = 0; truth < classes; truth++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < classes; predicted++)
            {
                json.WriteNumberValue(confusion[truth, predicted]);
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
