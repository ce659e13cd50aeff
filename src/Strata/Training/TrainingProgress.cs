namespace Strata.Training;

/// <summary>How far training is, reported after every step.</summary>
/// <param name="Epoch">The current epoch, from one.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps in an epoch; zero where only its end tells.</param>
/// <param name="TotalSteps">Steps done since the beginning.</param>
/// <param name="Loss">The mean loss of this epoch so far.</param>
/// <param name="SamplesPerSecond">Training samples per second in this epoch.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int StepsPerEpoch, long TotalSteps, double Loss, double SamplesPerSecond);
