using Strata.Data;
using Strata.Serialization;

namespace Strata.Training;

/// <summary>Where a training is in its data.</summary>
/// <param name="Train">The data.</param>
/// <param name="BatchSize">Samples a step.</param>
/// <param name="Shuffle">Whether each epoch has an order of its own.</param>
/// <param name="FirstEpoch">How many epochs there were before this call of Fit.</param>
/// <param name="FirstStep">How many steps there were before it.</param>
/// <param name="Epoch">The current epoch so far.</param>
internal sealed record FitPosition(DataSource Train, int BatchSize, bool Shuffle, int FirstEpoch, long FirstStep, EpochSums Epoch)
{
    internal void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("training samples", Train.SampleCount ?? 0);
        checkpoint.Set("batch size", BatchSize);
        checkpoint.Set("shuffling", Shuffle ? 1 : 0);
        checkpoint.Set("first_epoch", FirstEpoch);
        checkpoint.Set("first_step", FirstStep);
        Epoch.Capture(checkpoint.Section("epoch"));
    }

    /// <summary>The position that was kept, of a training on the same data in the same batches.</summary>
    /// <exception cref="InvalidDataException">It was kept by another training.</exception>
    internal FitPosition Restored(Checkpoint checkpoint)
    {
        RequireSame("training samples", Train.SampleCount ?? 0);
        RequireSame("batch size", BatchSize);
        RequireSame("shuffling", Shuffle ? 1 : 0);
        Epoch.Restore(checkpoint.Section("epoch"));
        return this with { FirstEpoch = (int)checkpoint.Integer("first_epoch"), FirstStep = checkpoint.Integer("first_step") };

        void RequireSame(string name, long value)
        {
            if (checkpoint.Integer(name) != value)
            {
                throw checkpoint.Unfit($"its {name}: {checkpoint.Integer(name)}, this training's: {value}");
            }
        }
    }
}
