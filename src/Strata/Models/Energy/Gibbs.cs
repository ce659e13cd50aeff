using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Block Gibbs sampling: all hidden units at once given the visible ones, and the other way round.</summary>
internal static class Gibbs
{
    /// <summary>Draws v given h, then h given v and so on, until v has been drawn <paramref name="steps"/> times.</summary>
    /// <param name="machine">Whose units are drawn.</param>
    /// <param name="couplings">With these couplings.</param>
    /// <param name="hidden">States of the hidden units, [particles, ...].</param>
    /// <param name="steps">At least one.</param>
    /// <param name="random">Where to draw from.</param>
    /// <param name="sampleVisible">Whether v is drawn, or its means are taken.</param>
    /// <param name="heat">Inverse temperatures, [particles, 1]; null for ones.</param>
    /// <returns>The last v, with the inputs and means of the hidden units that follow from it.</returns>
    public static Phase Advance(
        IBoltzmannMachine machine, Couplings couplings, Tensor hidden, int steps, RandomStream random, bool sampleVisible = true, Tensor? heat = null)
    {
        while (true)
        {
            Tensor toVisible = Heated(couplings.VisibleInput(machine.HiddenUnits.Signal(hidden)), heat), means = machine.VisibleUnits.Mean(toVisible);
            Tensor v = sampleVisible ? machine.VisibleUnits.Sample(toVisible, means, random) : means;
            Tensor toHidden = Heated(couplings.HiddenInput(machine.VisibleUnits.Signal(v)), heat), mean = machine.HiddenUnits.Mean(toHidden);
            if (--steps <= 0)
            {
                return new(v, toHidden, mean);
            }
            hidden = machine.HiddenUnits.Sample(toHidden, mean, random);
        }
    }

    /// <summary>Draws hidden units from their biases alone, [particles, ...]: where chains begin that nothing is known of.</summary>
    public static Tensor Start(IBoltzmannMachine machine, int particles, RandomStream random)
    {
        Tensor input = machine.Couplings.HiddenBiases(particles);
        return machine.HiddenUnits.Sample(input, machine.HiddenUnits.Mean(input), random);
    }

    private static Tensor Heated(Tensor input, Tensor? heat) => heat is null ? input : input * heat;
}
