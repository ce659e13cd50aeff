using System.Globalization;
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
        checkpoint.Set("shuffling", Shuffling);
        checkpoint.Set("first_epoch", FirstEpoch);
        checkpoint.Set("first_step", FirstStep);
        Epoch.Capture(checkpoint.Section("epoch"));
    }

    private string Shuffling => Shuffle ? "yes" : "no";

    /// <summary>The position that was kept, of a training on the same data in the same batches.</summary>
    /// <param name="checkpoint">The position's section.</param>
    /// <param name="epochs">How many epochs there were in all.</param>
    /// <param name="steps">How many steps there were in all.</param>
    /// <exception cref="InvalidDataException">It was kept by another training.</exception>
    internal FitPosition Restored(Checkpoint checkpoint, int epochs, long steps)
    {
        checkpoint.RequireSame("training samples", (Train.SampleCount ?? 0).ToString(CultureInfo.InvariantCulture));
        checkpoint.RequireSame("batch size", BatchSize.ToString(CultureInfo.InvariantCulture));
        checkpoint.RequireSame("shuffling", Shuffling);
        Epoch.Restore(checkpoint.Section("epoch"));
        return this with { FirstEpoch = (int)checkpoint.Integer("first_epoch", 0, epochs), FirstStep = checkpoint.Integer("first_step", 0, steps) };
    }
}
