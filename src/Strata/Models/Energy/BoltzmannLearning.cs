using Strata.Schedules;

namespace Strata.Models.Energy;

/// <summary>How a fully connected Boltzmann machine learns (Ackley, Hinton and Sejnowski 1985).</summary>
/// <param name="Cycles">Steps; each is an estimate with the data clamped, one without, and a change of all weights.</param>
public sealed record BoltzmannLearning(int Cycles)
{
    /// <summary>Of ΔW = rate · (⟨s sᵀ⟩ clamped - ⟨s sᵀ⟩ free), by cycle. Default: 0.5.</summary>
    public Schedule LearningRate { get; init; } = 0.5;

    /// <summary>The temperatures on the way to 1 before states are counted. Default: <see cref="AnnealingStage.Ackley"/>.</summary>
    public IReadOnlyList<AnnealingStage> Annealing { get; init; } = AnnealingStage.Ackley;

    /// <summary>Sweeps at temperature 1 whose states are counted. Default: 10.</summary>
    public int CountedSweeps { get; init; } = 10;

    /// <summary>Chains for each sample, with and without the data. Default: 2.</summary>
    public int Copies { get; init; } = 2;

    /// <summary>The probability that a clamped one is shown as a zero, which keeps weights finite. Default: 0.</summary>
    public double NoiseOn { get; init; }

    /// <summary>The probability that a clamped zero is shown as a one. Default: 0.</summary>
    public double NoiseOff { get; init; }

    /// <summary>
    /// Whether every weight moves by the learning rate, up or down by the sign of its gradient alone, as in the paper (there by 5 at a last temperature of 10).
    /// Default: false.
    /// </summary>
    public bool FixedSteps { get; init; }

    /// <summary>λ of the penalty λ/2 (‖W‖² + ‖b‖²), a bias being the weight from a unit that is always on. Default: 0.</summary>
    public double WeightDecay { get; init; }
}
