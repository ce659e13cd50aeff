using Strata.Layers;
using Strata.Models;

namespace Strata.Cli;

/// <summary>A run with its model as it was when the training ended.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Settings">What it was told.</param>
/// <param name="Recipe">How its model was trained, and is measured.</param>
/// <param name="Model">The model.</param>
internal sealed record TrainedRun(RunFolder Folder, RunSettings Settings, Recipe Recipe, Layer Model)
{
    /// <summary>Opens a run's folder and loads its model.</summary>
    /// <exception cref="IOException">The folder is not a run's, or a file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the model cannot be read.</exception>
    internal static TrainedRun Open(string path)
    {
        RunFolder folder = RunFolder.Open(path);
        RunSettings settings = RunSettings.Read(folder.Settings);
        Recipe recipe = Recipes.Find(settings.Model);
        if (!File.Exists(folder.Model))
        {
            throw new FileNotFoundException($"The run in {path} has not ended: it has no model yet. `strata train --resume {path}` goes on with it.");
        }
        return new TrainedRun(folder, settings, recipe, Layer.Load(folder.Model));
    }
}
