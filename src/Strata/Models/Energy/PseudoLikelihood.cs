using Strata.Autograd;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// ln Π_i P(v_i | all others) (Besag 1975), which needs no partition function: P(v_i | others) = σ(F(v with bit i turned over) - F(v)). For machines with Bernoulli visible units;
/// values between 0 and 1 are rounded first.
/// </summary>
public static class PseudoLikelihood
{
    /// <summary>The pseudo-log-likelihood of each sample, the sum over all bits: [samples, ...] → [samples].</summary>
    /// <exception cref="NotSupportedException">The visible units are not Bernoulli.</exception>
    public static Tensor PerSample(RestrictedBoltzmannMachine machine, Tensor data) => OfBits(machine, data, 1);

    /// <summary>ln P(v_i | all others) of each feature, the mean over samples: [samples, ...] → [visible]. Low where the machine has not learned.</summary>
    /// <exception cref="NotSupportedException">The visible units are not Bernoulli.</exception>
    public static Tensor PerFeature(RestrictedBoltzmannMachine machine, Tensor data) => OfBits(machine, data, 0);

    /// <summary>An estimate of the mean over samples from one random bit of each: visible · ln P(v_i | all others). It costs as much as two free energies.</summary>
    /// <exception cref="NotSupportedException">The visible units are not Bernoulli.</exception>
    public static double Estimate(RestrictedBoltzmannMachine machine, Tensor data, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor v = Bits(machine, data);
        Tensor chosen = RandomOps.Uniform([v.Shape[0]], 0, machine.Visible, random, DType.Float64).To(DType.Int32).OneHot(machine.Visible, v.DType);
        Tensor turned = v + (chosen * (1 - (2 * v)));
        Tensor logOdds = machine.FreeEnergy(turned) - machine.FreeEnergy(v);
        return -machine.Visible * (-logOdds).Softplus().Mean().ToScalar();
    }

    // The sum over features (axis 1) or the mean over samples (axis 0) of ln P(v_i | others), bit by bit: turning bit i adds a column of W to the hidden inputs.
    private static Tensor OfBits(RestrictedBoltzmannMachine machine, Tensor data, int axis)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor v = Bits(machine, data), input = machine.HiddenInput(v), columns = machine.Weight!.Value.Transpose(); // [visible, hidden]
        Tensor before = machine.HiddenUnits.LogPartition(input, machine.HiddenBias!);
        Tensor bits = v.Transpose(), sums = Tensor.Zeros([axis == 1 ? v.Shape[0] : machine.Visible], v.DType);
        double[] biases = machine.VisibleBias!.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < machine.Visible; i++)
        {
            using var bit = new TensorScope();
            Tensor change = 1 - (2 * bits.Slice(0, i, 1)).Reshape([v.Shape[0], 1]); // +1 or -1
            Tensor after = machine.HiddenUnits.LogPartition(input + (change * columns.Slice(0, i, 1)), machine.HiddenBias!);
            Tensor logP = -(after - before + (biases[i] * change.Reshape([v.Shape[0]]))).Softplus();
            Tensor target = axis == 1 ? sums : sums.Slice(0, i, 1);
            (axis == 1 ? sums + logP : logP.Mean().Reshape([1])).CopyTo(target);
        }
        return scope.Keep(sums);
    }

    private static Tensor Bits(RestrictedBoltzmannMachine machine, Tensor data)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine.VisibleUnits is not BernoulliUnits)
        {
            throw new NotSupportedException(
                $"The pseudo-likelihood here is one of bits, but {machine} has {machine.VisibleUnits.GetType().Name}. Compare free energies (free_energy_gap) instead.");
        }
        Tensor v = machine.Rows(data), half = Tensor.Scalar(0.5, v.DType);
        return 1 - v.Less(half).To(v.DType);
    }
}
