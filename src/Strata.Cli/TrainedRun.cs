using Strata.Layers;
using Strata.Models;
using Strata.Models.Autoencoders;
using Strata.Training;

namespace Strata.Cli;

/// <summary>A run with its model as it was when the training ended.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Settings">What it was told.</param>
/// <param name="Trainer">Holds the model and its loss, for evaluation and prediction.</param>
internal sealed record TrainedRun(RunFolder Folder, RunSettings Settings, Trainer Trainer)
{
    /// <summary>The model of a run that gives pictures back; null where the model tells classes apart.</summary>
    internal Autoencoder? Autoencoder => Trainer.Model as Autoencoder;

    /// <summary>Opens a run's folder and loads its model.</summary>
    /// <exception cref="IOException">The folder is not a run's, or a file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the model cannot be read.</exception>
    internal static TrainedRun Open(string path)
    {
        RunFolder folder = RunFolder.Open(path);
        RunSettings settings = RunSettings.Read(folder.Settings);
        var recipe = (NetworkRecipe)Recipes.Find(settings.Model);
        if (!File.Exists(folder.Model))
        {
            throw new FileNotFoundException($"The run in {path} has not ended: it has no model yet. `strata train --resume {path}` goes on with it.");
        }
        Layer model = Layer.Load(folder.Model);
        return new TrainedRun(folder, settings, new Trainer(model, recipe.Optimizer(settings.Plan.Steps), recipe.Loss()));
    }
}
