using System.CommandLine;
using System.Globalization;
using Strata.Data;
using Strata.Metrics;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Pictures;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Cli;

/// <summary>
/// <c>strata eval</c>: accuracy, loss and confusion matrix of a run on test data, and a picture of its worst mistakes; of an autoencoder the error of its
/// reconstructions, and a
/// picture of some.
/// </summary>
internal static class EvalCommand
{
    internal static Command Create(Terminal terminal)
    {
        Argument<string> run = CommandOptions.Run();
        Option<string?> data = CommandOptions.Data("What to judge by, its test part. Default: what the run learned from");
        Option<string?> dataDirectory = CommandOptions.DataDirectory();
        Option<bool> json = CommandOptions.Json();
        var command = new Command("eval", "Measure a run on test data: accuracy, confusion matrix, the worst mistakes.") { run, data, dataDirectory, json };
        command.Does((parsed, cancellation) =>
        {
            TrainedRun trained = TrainedRun.Open(parsed.GetValue(run)!);
            string name = parsed.GetValue(data) ?? trained.Settings.Data;
            string? folder = parsed.GetValue(dataDirectory) ?? (name == trained.Settings.Data ? trained.Settings.DataDirectory : null);
            (_, ImageSet set) = DataSets.Load(name, folder, download: parsed.GetValue(data) is not null, terminal, cancellation);
            if (trained.Autoencoder is { } autoencoder)
            {
                Evaluate(trained, autoencoder, name, set.Test, terminal, parsed.GetValue(json), cancellation);
                return StrataCommand.Succeeded;
            }
            Evaluate(trained, name, set.Test, terminal, parsed.GetValue(json), cancellation);
            return StrataCommand.Succeeded;
        });
        return command;
    }

    private static void Evaluate(
        TrainedRun run, Autoencoder model, string name, LabeledImages test, Terminal terminal, bool json, CancellationToken cancellation)
    {
        double loss = run.Trainer.Evaluate(new Dataset(test.Images, test.Images), cancellation: cancellation)["loss"];
        double error = model.Score(test.Images).Mean().ToScalar();
        RunPictures.WriteReconstructions(run.Folder, model, test);
        if (!json)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Settings.Model} on {name}: squared error {error:F3} a picture, loss {loss:F4}, {test.Count:N0} pictures\nreconstructions: {run.Folder.Reconstructions}"));
            return;
        }
        terminal.Output.WriteLine(JsonText.Object(j =>
        {
            j.WriteString("model", run.Settings.Model);
            j.WriteString("data", name);
            j.WriteNumber("samples", test.Count);
            j.WriteFinite("test_loss", loss);
            j.WriteFinite("test_squared_error", error);
            j.WriteString("reconstructions", run.Folder.Reconstructions);
            j.WriteString("run", run.Folder.Path);
        }));
    }

    private static void Evaluate(TrainedRun run, string name, LabeledImages test, Terminal terminal, bool json, CancellationToken cancellation)
    {
        double loss = run.Trainer.Evaluate(test, cancellation: cancellation)["loss"];
        Tensor probabilities = run.Trainer.Predict(test.Images); // [pictures, classes]
        var confusion = new ConfusionMatrix(test.ClassNames);
        confusion.Update(probabilities, test.Labels);
        AtomicFile.WriteText(run.Folder.Mistakes, MistakeSheet.ToSvg(test, probabilities));
        if (!json)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Settings.Model} on {name}: accuracy {100 * confusion.Value:F2} %, loss {loss:F4}, {test.Count:N0} pictures\n\n{confusion}\nmistakes: {run.Folder.Mistakes}"));
            return;
        }
        terminal.Output.WriteLine(JsonText.Object(j =>
        {
            j.WriteString("model", run.Settings.Model);
            j.WriteString("data", name);
            j.WriteNumber("samples", test.Count);
            j.WriteFinite("test_loss", loss);
            j.WriteFinite("test_accuracy", confusion.Value);
            j.WriteFinite("test_error", 1 - confusion.Value);
            j.WriteStartArray("confusion");
            for (int truth = 0; truth < test.ClassNames.Count; truth++)
            {
                j.WriteStartArray();
                for (int predicted = 0; predicted < test.ClassNames.Count; predicted++)
                {
                    j.WriteNumberValue(confusion[truth, predicted]);
                }
                j.WriteEndArray();
            }
            j.WriteEndArray();
            j.WriteString("mistakes", run.Folder.Mistakes);
            j.WriteString("run", run.Folder.Path);
        }));
    }
}
