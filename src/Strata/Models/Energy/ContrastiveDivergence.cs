using Strata.Schedules;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// CD-k (Hinton 2002; algorithm 1 of Fischer and Igel 2012): chains begin at the data and run k steps, in each of which h is drawn from P(h | v) and then v from P(v | h). The
/// step is ΔW = ⟨p(h | v⁰) v⁰ᵀ⟩ - ⟨p(h | vᵏ) vᵏᵀ⟩, with probabilities of h in both terms and drawn states in the chain.
/// </summary>
/// <param name="steps">k. Default: 1.</param>
/// <param name="learningRate">A number or a schedule. Default: 0.05.</param>
/// <param name="epochs">Passes over the data. Default: 10.</param>
/// <param name="batchSize">Samples a step. Default: 100.</param>
/// <param name="sampleVisible">
/// Whether v is drawn, as in the algorithm; or its means are taken, as in Hinton's programs, which is less noisy and learns a somewhat worse model. Default: true.
/// </param>
public sealed class ContrastiveDivergence(int steps = 1, Schedule? learningRate = null, int epochs = 10, int batchSize = 100, bool sampleVisible = true)
    : Estimator(learningRate ?? 0.05, epochs, batchSize)
{
    /// <summary>k.</summary>
    public int Steps { get; } = AtLeastOne(steps, nameof(steps));

    /// <summary>Whether v is drawn.</summary>
    public bool SampleVisible { get; } = sampleVisible;

    /// <inheritdoc/>
    internal override ModelPhase Begin(IBoltzmannMachine machine, RandomStream random) => new FromData(machine, Steps, SampleVisible, random);

    private sealed class FromData(IBoltzmannMachine machine, int steps, bool sampleVisible, RandomStream random) : ModelPhase
    {
        public override Phase Next(Phase data)
            => Gibbs.Advance(machine, machine.Couplings, machine.HiddenUnits.Sample(data.Input, data.Hidden, random), steps, random, sampleVisible);
    }
}
