using Strata.Serialization;

namespace Strata.Training;

/// <summary>Something to do while a <see cref="Trainer"/> trains. To end the training early, call <see cref="Trainer.Stop"/>.</summary>
public abstract class Callback
{
    /// <summary>Called once before the first step.</summary>
    public virtual void OnTrainingBegin(Trainer trainer)
    {
    }

    /// <summary>Called after every step.</summary>
    public virtual void OnStepEnd(Trainer trainer, TrainingProgress progress)
    {
    }

    /// <summary>Called after every epoch and its validation.</summary>
    public virtual void OnEpochEnd(Trainer trainer, EpochResult epoch)
    {
    }

    /// <summary>Keeps what this callback remembers between steps and epochs, for a training that may be resumed. Default: nothing.</summary>
    /// <param name="checkpoint">A section for this callback alone.</param>
    public virtual void Capture(Checkpoint checkpoint)
    {
    }

    /// <summary>Called after <see cref="OnTrainingBegin"/> of a training that is resumed: takes back what <see cref="Capture"/> has kept.</summary>
    public virtual void Restore(Trainer trainer, Checkpoint checkpoint)
    {
    }

    /// <summary>Called once after the last step.</summary>
    public virtual void OnTrainingEnd(Trainer trainer)
    {
    }
}
