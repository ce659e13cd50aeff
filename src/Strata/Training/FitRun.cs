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
}
