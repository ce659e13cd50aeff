using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Regularizers;
using Strata.Training;

namespace Strata.Cli;

/// <summary>A network that is trained by a <see cref="Trainer"/>, perhaps after its levels.</summary>
internal sealed class NetworkRun : TrainingRun
{
    private readonly NetworkRecipe _recipe;
    private readonly Trainer _trainer;
    private bool _hasBegun;

    public NetworkRun(NetworkRecipe recipe, RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal)
        : base(settings, set, folder, interval, terminal)
    {
        _recipe = recipe;
        _trainer = new Trainer(recipe.Model(), recipe.Optimizer(settings.Plan.Steps), recipe.Loss(), settings.Seed);
        foreach (Regularizer regularizer in recipe.Regularizers())
        {
            _trainer.Regularizers.Add(regularizer);
        }
    }

    /// <inheritdoc/>
    internal override Layer Model => _trainer.Model;

    /// <inheritdoc/>
    internal override IReadOnlyList<EpochResult> Epochs => _trainer.History.Epochs;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> ClassNames => _recipe is ClassifierRecipe ? Set.ClassNames : [];

    /// <inheritdoc/>
    internal override bool HasModel => _hasBegun;

    /// <inheritdoc/>
    internal override string? Train(CancellationToken cancellation)
    {
        // A checkpoint of what comes after has all weights.
        if (Settings.Pretraining.Count > 0 && !File.Exists(Folder.Checkpoint)
            && new Pretraining(_recipe.Pretraining(Model), Settings, Folder, Interval, Terminal).Run(Set, cancellation) is { } level)
        {
            return $"while level {level} of {Settings.Pretraining.Count} was pre-trained";
        }
        _hasBegun = true;
        try
        {
            Fit(cancellation);
            return null;
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"after {_trainer.Optimizer.Steps:N0} of {Settings.Plan.Steps:N0} steps");
        }
    }

    /// <inheritdoc/>
    internal override void Draw()
    {
        RunPictures.WriteCurves(Folder, [.. Epochs.Select(epoch => (0, epoch))]);
        if (Model.FirstFilters() is { } filters)
        {
            RunPictures.WriteFilters(Folder, filters);
        }
        if (_recipe is IReconstructing reconstructing)
        {
            RunPictures.WriteReconstructions(Folder, reconstructing, Model, Set.Test);
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<string, double> Measure()
        => _recipe is ClassifierRecipe ? new Dictionary<string, double>() : _recipe.Measure(Model, Set);

    private void Fit(CancellationToken cancellation)
    {
        (Dataset train, Dataset test) = (_recipe.Samples(Set.Train), _recipe.Samples(Set.Test));
        using var log = new MetricsLog(Folder.Metrics);
        using DiagnosticsLog? diagnostics = Settings.Diagnose ? new DiagnosticsLog(new Diagnostics(train), Folder, Terminal.Error) : null;
        if (Terminal.IsLive && diagnostics is null)
        {
            Terminal.ShowBars(bars => Fit(new TrainingBar(bars, Settings.Plan)), new Spectre.Console.RemainingTimeColumn());
        }
        else
        {
            Fit(new TrainingLines(Terminal.Error, Settings.Plan));
        }

        void Fit(Callback view) => _trainer.Fit(
            train, Settings.Plan.Epochs, test, Settings.Plan.BatchSize, maxSteps: Settings.Plan.Steps,
            callbacks: diagnostics is null ? [log, view] : [log, view, diagnostics],
            checkpointing: new Checkpointing(Folder.Checkpoint, Interval, resume: true), cancellation: cancellation);
    }
}
