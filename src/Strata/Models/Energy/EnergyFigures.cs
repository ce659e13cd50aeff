using Strata.Data;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>What a machine of pixels is measured by.</summary>
internal static class EnergyFigures
{
    // All bits of a thousand pictures take a second or two.
    private const int MostSamples = 1000;

    /// <summary>
    /// Reconstruction error, pseudo-log-likelihood (all bits of at most 1,000 pictures), mean free energy on the test pictures, and by how much it is above that
    /// of as many training pictures.
    /// </summary>
    public static Dictionary<string, double> Of(RestrictedBoltzmannMachine machine, ImageSet set)
    {
        using var scope = new TensorScope();
        Tensor test = set.Test.Images, train = set.Train.Images;
        double free = machine.FreeEnergy(test).Mean().ToScalar();
        return new Dictionary<string, double>
        {
            ["reconstruction_error"] = machine.ReconstructionError(test),
            ["pseudo_likelihood"] = PseudoLikelihood.PerSample(machine, First(test, MostSamples)).Mean().ToScalar(),
            ["free_energy"] = free,
            ["free_energy_gap"] = free - machine.FreeEnergy(First(train, test.Shape[0])).Mean().ToScalar(),
        };
    }

    private static Tensor First(Tensor samples, int most) => samples.Slice(0, 0, Math.Min(most, samples.Shape[0]));
}
