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

    /// <summary>Called once after the last step.</summary>
    public virtual void OnTrainingEnd(Trainer trainer)
    {
    }
}
