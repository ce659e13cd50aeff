using System.CommandLine;
using System.Globalization;
using Strata.Data;
using Strata.Models;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Cli;

/// <summary><c>strata predict</c>: what a run takes pictures for; of a model without labels how well it gives them back.</summary>
internal static class PredictCommand
{
    internal static Command Create(Terminal terminal)
    {
        Argument<string> run = CommandOptions.Run();
        var pictures = new Argument<string[]>("picture") { Description = "Pictures of one digit each: PNG, BMP, PGM or PPM.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = CommandOptions.Json();
        var command = new Command("predict", "Tell what pictures show: the class and all probabilities; or how well a model without labels gives them back.") { run, pictures, json };
        command.Does((parsed, _) =>
        {
            TrainedRun trained = TrainedRun.Open(parsed.GetValue(run)!);
            string[] files = parsed.GetValue(pictures)!;
            Tensor prepared = ConcatenateOp.Concatenate([.. files.Select(Prepared)]); // [files, 1, 28, 28]
            switch (trained.Recipe)
            {
                case ClassifierRecipe classifier:
                    Write(terminal.Output, parsed.GetValue(json), files, trained.Settings.ClassNames, classifier.Predict(trained.Model, prepared));
                    break;
                case IReconstructing reconstructing:
                    Tensor errors = (reconstructing.Reconstruct(trained.Model, prepared) - prepared).Square().Sum([1, 2, 3]);
                    WriteErrors(terminal.Output, parsed.GetValue(json), files, errors.ToArray<float>());
                    break;
                default:
                    throw new ArgumentException($"{trained.Settings.Model} neither tells classes of pictures apart nor gives pictures back.");
            }
            return StrataCommand.Succeeded;
        });
        return command;
    }

    // How unlike what it has learned from a model without labels finds each picture.
    private static void WriteErrors(TextWriter output, bool json, string[] files, float[] errors)
    {
        if (!json)
        {
            for (int f = 0; f < files.Length; f++)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files[f]}: squared error of the reconstruction {errors[f]:F3}"));
            }
            return;
        }
        output.WriteLine(JsonText.Object(j =>
        {
            j.WriteStartArray("predictions");
            for (int f = 0; f < files.Length; f++)
            {
                j.WriteStartObject();
                j.WriteString("file", files[f]);
                j.WriteFinite("squared_error", errors[f]);
                j.WriteEndObject();
            }
            j.WriteEndArray();
        }));
    }

    private static Tensor Prepared(string file)
    {
        Image picture = Image.Read(file);
        try
        {
            return DigitPicture.Prepare(picture);
        }
        catch (InvalidDataException blank)
        {
            throw new InvalidDataException($"{file}: {blank.Message}", blank);
        }
    }

    private static void Write(TextWriter output, bool json, string[] files, IReadOnlyList<string> classes, Tensor probabilities)
    {
        float[][] rows = [.. probabilities.ToArray<float>().Chunk(classes.Count)];
        int[] best = [.. rows.Select(r => Array.IndexOf(r, r.Max()))];
        if (!json)
        {
            for (int f = 0; f < files.Length; f++)
            {
                output.WriteLine($"{files[f]}: {classes[best[f]]}");
                output.WriteLine("  " + string.Join("  ", classes.Select((name, c) => string.Create(CultureInfo.InvariantCulture, $"{name}: {100 * rows[f][c]:F1} %"))));
            }
            return;
        }
        output.WriteLine(JsonText.Object(j =>
        {
            j.WriteStartArray("predictions");
            for (int f = 0; f < files.Length; f++)
            {
                j.WriteStartObject();
                j.WriteString("file", files[f]);
                j.WriteString("class", classes[best[f]]);
                j.WriteStartObject("probabilities");
                for (int c = 0; c < classes.Count; c++)
                {
                    j.WriteFinite(classes[c], rows[f][c]);
                }
                j.WriteEndObject();
                j.WriteEndObject();
            }
            j.WriteEndArray();
        }));
    }
}
