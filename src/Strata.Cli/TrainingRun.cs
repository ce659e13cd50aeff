using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Training;

namespace Strata.Cli;

/// <summary>A run while it is trained: what all ways of learning have in common for <c>strata train</c>.</summary>
/// <param name="settings">What it was told.</param>
/// <param name="set">The data.</param>
/// <param name="folder">Where it lies.</param>
/// <param name="interval">Between checkpoints.</param>
/// <param name="terminal">Where it tells how it gets on.</param>
internal abstract class TrainingRun(RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal)
{
    /// <summary>The model.</summary>
    internal abstract Layer Model { get; }

    /// <summary>What the training has come to, epoch by epoch, without what came before it on levels.</summary>
    internal abstract IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>The names of the classes that the model tells apart; none for others.</summary>
    internal abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>What it was told.</summary>
    protected RunSettings Settings => settings;

    /// <summary>The data.</summary>
    protected ImageSet Set => set;

    /// <summary>Where it lies.</summary>
    protected RunFolder Folder => folder;

    /// <summary>Between checkpoints.</summary>
    protected TimeSpan Interval => interval;

    /// <summary>Where it tells how it gets on.</summary>
    protected Terminal Terminal => terminal;

    /// <summary>The run of a recipe's kind.</summary>
    internal static TrainingRun Of(Recipe recipe, RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal) => recipe switch
    {
        RuleRecipe rule => new RuleRun(rule, settings, set, folder, interval, terminal),
        _ => new NetworkRun((NetworkRecipe)recipe, settings, set, folder, interval, terminal),
    };

    /// <summary>Trains from the run's checkpoint on, if there is one.</summary>
    /// <returns>Null, or where it was cancelled: <c>after 30 of 750 steps</c>.</returns>
    internal abstract string? Train(CancellationToken cancellation);

    /// <summary>Whether there is a model to keep of a run that was cancelled.</summary>
    internal abstract bool HasModel { get; }

    /// <summary>Draws what there is to draw.</summary>
    internal abstract void Draw();

    /// <summary>What a whole run is measured by on the test data, beside what its last epoch has.</summary>
    internal abstract IReadOnlyDictionary<string, double> Measure();
}
