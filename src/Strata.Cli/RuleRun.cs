using System.Globalization;
using Strata.Data;
using Strata.Layers;
using Strata.Models;
using Strata.Training;

namespace Strata.Cli;

/// <summary>A model that learns by a rule of its own.</summary>
internal sealed class RuleRun(RuleRecipe recipe, RunSettings settings, ImageSet set, RunFolder folder, TimeSpan interval, Terminal terminal)
    : TrainingRun(settings, set, folder, interval, terminal)
{
    private bool _isWhole;

    /// <inheritdoc/>
    internal override Layer Model { get; } = recipe.Create(settings.Seed, settings.Plan);

    /// <inheritdoc/>
    internal override IReadOnlyList<EpochResult> Epochs
    {
        get
        {
            IReadOnlyList<(int Level, EpochResult Epoch)> all = MetricsLog.Read(Folder.Metrics);
            return [.. all.Where(line => line.Level == all[^1].Level).Select(line => line.Epoch)];
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> ClassNames => [];

    /// <inheritdoc/>
    internal override bool HasModel => _isWhole; // until then its state is the checkpoint's

    /// <inheritdoc/>
    internal override string? Train(CancellationToken cancellation)
    {
        (int Level, int Epoch) last = MetricsLog.Read(Folder.Metrics) is [.., var (begun, before)] ? (begun, before.Epoch) : default;
        using var log = new MetricsLog(Folder.Metrics);
        try
        {
            if (Terminal.IsLive)
            {
                Terminal.ShowBars(bars =>
                {
                    var shown = new Dictionary<int, EpochBar>();
                    Fit((level, epoch) =>
                    {
                        if (!shown.TryGetValue(level, out EpochBar? bar))
                        {
                            shown[level] = bar = new EpochBar(bars, Settings.Plan, Part(level));
                        }
                        bar.Show(epoch);
                    });
                });
            }
            else
            {
                Fit((level, epoch) => new TrainingLines(Terminal.Error, Settings.Plan, Part(level)).Write(epoch));
            }
            _isWhole = true;
            return null;
        }
        catch (OperationCanceledException)
        {
            return last == default ? "in its first epoch" : string.Create(CultureInfo.InvariantCulture, $"after {Part(last.Level)}epoch {last.Epoch} of {Settings.Plan.Epochs}");
        }

        void Fit(Action<int, EpochResult> show) => recipe.Fit(Model, new RuleFit(
            Set, Settings.Plan,
            (level, epoch) =>
            {
                last = (level, epoch.Epoch);
                log.Write(level, epoch);
                show(level, epoch);
            },
            new Checkpointing(Folder.Checkpoint, Interval, resume: true), cancellation));

        static string Part(int level) => level > 0 ? string.Create(CultureInfo.InvariantCulture, $"level {level}, ") : "";
    }

    /// <inheritdoc/>
    internal override void Draw()
    {
        RunPictures.WriteCurves(Folder, MetricsLog.Read(Folder.Metrics));
        RunPictures.WriteFilters(Folder, recipe.Filters(Model));
        RunPictures.WriteReconstructions(Folder, recipe, Model, Set.Test);
    }

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<string, double> Measure() => recipe.Measure(Model, Set);
}
