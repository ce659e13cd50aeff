namespace Strata.Models.Energy;

/// <summary>Some sweeps through all units at one temperature.</summary>
/// <param name="Temperature">T of P ∝ e^(-E/T), above zero.</param>
/// <param name="Sweeps">How often each unit is drawn.</param>
public readonly record struct AnnealingStage(double Temperature, int Sweeps)
{
    /// <summary>Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) as the encoders were trained with, relative to the last temperature: 2 sweeps at 2, 2 at 1.5, 2 at 1.2, 4 at 1.</summary>
    public static IReadOnlyList<AnnealingStage> Ackley { get; } = [new(2, 2), new(1.5, 2), new(1.2, 2), new(1, 4)];
}
