using System.Globalization;
using Spectre.Console;
using Strata.Models;
using Strata.Training;

namespace Strata.Cli;

/// <summary>Training as plain lines: one an epoch.</summary>
/// <param name="writer">Where to.</param>
/// <param name="plan">How long it will be.</param>
/// <param name="part">What is being trained, where that is not the whole: <c>level 1, </c>.</param>
internal sealed class TrainingLines(TextWriter writer, TrainingPlan plan, string part = "") : Callback
{
    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch) => Write(epoch);

    /// <summary>Writes an epoch's line.</summary>
    internal void Write(EpochResult epoch)
    {
        string number = epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(plan.Epochs.ToString(CultureInfo.InvariantCulture).Length);
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{part}epoch {number}/{plan.Epochs}  {string.Join("  ", MetricText.Each(epoch.Metrics))}  {epoch.SamplesPerSecond:N0} samples/s"));
    }
}

/// <summary>Training as a bar that moves with every step.</summary>
/// <param name="bars">Where to.</param>
/// <param name="plan">How long it will be.</param>
/// <param name="part">What is being trained, where that is not the whole: <c>level 1, </c>.</param>
internal sealed class TrainingBar(ProgressContext bars, TrainingPlan plan, string part = "") : Callback
{
    private const int MillisecondsBetween = 50;
    private readonly ProgressTask _bar = bars.AddTask("building", maxValue: plan.Steps);
    private string _last = "";
    private long _shown;

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer, TrainingProgress progress)
    {
        if (Environment.TickCount64 - _shown < MillisecondsBetween && progress.TotalSteps < plan.Steps)
        {
            return;
        }
        _shown = Environment.TickCount64;
        _bar.Value = progress.TotalSteps;
        _bar.Description = Markup.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"{part}epoch {progress.Epoch}/{plan.Epochs}  loss {progress.Loss:F4}{_last}  {progress.SamplesPerSecond:N0}/s"));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
        if (epoch.Metrics.TryGetValue("val_accuracy", out double accuracy))
        {
            _last = string.Create(CultureInfo.InvariantCulture, $"  test {100 * accuracy:F2} %");
        }
    }
}

/// <summary>The training of a model that learns by a rule of its own as a bar that moves with every epoch.</summary>
/// <param name="bars">Where to.</param>
/// <param name="plan">How long it will be.</param>
/// <param name="part">What is being trained, where that is not the whole: <c>level 1, </c>.</param>
internal sealed class EpochBar(ProgressContext bars, TrainingPlan plan, string part = "")
{
    private readonly ProgressTask _bar = bars.AddTask($"{part}epoch 1/{plan.Epochs}", maxValue: plan.Epochs);

    /// <summary>Moves on to the end of an epoch.</summary>
    internal void Show(EpochResult epoch)
    {
        _bar.Value = epoch.Epoch;
        _bar.Description = Markup.Escape(string.Create(
            CultureInfo.InvariantCulture,
            $"{part}epoch {epoch.Epoch}/{plan.Epochs}  {string.Join("  ", MetricText.Each(epoch.Metrics))}  {epoch.SamplesPerSecond:N0}/s"));
    }
}
