using Strata.Data;
using Strata.Training;

namespace Strata.Models;

/// <summary>One training of a model that learns by a rule of its own.</summary>
/// <param name="Data">What it learns from, and other pictures to compare with.</param>
/// <param name="Plan">How long.</param>
/// <param name="LevelEpochEnded">To be told the level, from one, and what each of its epochs came to; level 0 for a model that has none.</param>
/// <param name="Checkpointing">Where its state is kept, to be resumed from there.</param>
/// <param name="Cancellation">Ends it before its time.</param>
public sealed record RuleFit(
    ImageSet Data, TrainingPlan Plan, Action<int, EpochResult> LevelEpochEnded, Checkpointing Checkpointing, CancellationToken Cancellation)
{
    /// <summary>To be told what each epoch of a model without levels came to.</summary>
    public void EpochEnded(EpochResult epoch) => LevelEpochEnded(0, epoch);
}
