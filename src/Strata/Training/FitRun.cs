using Strata.Serialization;

namespace Strata.Training;

/// <summary>One call of <see cref="Trainer.Fit"/>: what it was asked for, and where it is.</summary>
internal sealed class FitRun(
    FitPosition position, int epochs, long? maxSteps, IReadOnlyList<Callback> callbacks, IProgress<TrainingProgress>? progress, Checkpointing? checkpointing,
    CancellationToken cancellation)
{
    internal FitPosition Position { get; set; } = position;

    internal int LastEpoch { get; } = (int)Math.Min(int.MaxValue, (long)position.FirstEpoch + epochs);

    internal long LastStep { get; } = maxSteps is { } most && most < long.MaxValue - position.FirstStep ? position.FirstStep + most : long.MaxValue;

    internal IReadOnlyList<Callback> Callbacks { get; } = callbacks;

    internal IProgress<TrainingProgress>? Progress { get; } = progress;

    internal Checkpointing? Checkpointing { get; } = checkpointing;

    internal CancellationToken Cancellation { get; } = cancellation;

    internal void CaptureCallbacks(Checkpoint checkpoint)
    {
        checkpoint.Set("callbacks", string.Join(Separator, Names));
        for (int i = 0; i < Callbacks.Count; i++)
        {
            Callbacks[i].Capture(Section(checkpoint, i));
        }
    }

    /// <summary>Gives back to each callback what it has kept. Those that keep nothing, such as what shows the progress, may be others than they were.</summary>
    /// <exception cref="InvalidDataException">One that keeps something was of another type, or was not there; or what it has kept is damaged.</exception>
    internal void RestoreCallbacks(Trainer trainer, Checkpoint checkpoint)
    {
        string[] before = checkpoint.Text("callbacks").Split(Separator), now = [.. Names];
        for (int i = 0; i < Math.Max(before.Length, now.Length); i++)
        {
            if (before.ElementAtOrDefault(i) != now.ElementAtOrDefault(i) && !(Section(checkpoint, i).IsEmpty && KeepsNothing(i)))
            {
                checkpoint.RequireSame("callbacks", string.Join(Separator, now));
            }
        }
        for (int i = 0; i < Callbacks.Count; i++)
        {
            Callbacks[i].Restore(trainer, Section(checkpoint, i));
        }
    }

    private const string Separator = ", ";

    private IEnumerable<string> Names => Callbacks.Select(c => c.GetType().Name);

    private static Checkpoint Section(Checkpoint checkpoint, int i) => checkpoint.Section($"callback.{i}");

    private bool KeepsNothing(int i)
    {
        var checkpoint = new Checkpoint();
        Callbacks.ElementAtOrDefault(i)?.Capture(checkpoint);
        return checkpoint.IsEmpty;
    }
}
