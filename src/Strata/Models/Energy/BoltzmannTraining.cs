using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>What a machine does in a step of learning, the two phases and the step along their difference, and the figures of each epoch.</summary>
internal sealed class BoltzmannTraining : EstimatorTraining
{
    private readonly IBoltzmannMachine _machine;
    private readonly Estimator _estimator;
    private readonly Tensor _samples;
    private readonly Tensor? _validation;

    public BoltzmannTraining(IBoltzmannMachine machine, Estimator estimator, Tensor samples, Tensor? validation)
        : base((Layer)machine, estimator.GetType().Name, machine, estimator, samples.Shape[0], machine.Seed)
        => (_machine, _estimator, _samples, _validation) = (machine, estimator, samples, validation);

    /// <inheritdoc/>
    protected override double Step(Tensor chosen, double rate)
    {
        Tensor v = _samples.Gather(chosen), input = _machine.HiddenInput(v);
        var data = new Phase(v, input, _machine.HiddenUnits.Mean(input));
        Learn(data, Chains.Next(data));
        return 0; // the figures are measured when the epoch has ended
    }

    /// <inheritdoc/>
    protected override Dictionary<string, double> Figures(int epoch, double mean)
    {
        double size = _machine.Couplings.Weight.Square().Sum().ToScalar();
        return double.IsFinite(size) ? Figures(epoch) : throw new ArithmeticException(
            $"The weights of {_machine} became infinite or not a number in epoch {epoch}. Lower the learning rate (Gaussian and rectified units need about a hundredth of what "
            + "Bernoulli units do), and standardize data for Gaussian units.");
    }

    // Of as many samples as the estimator asks for, the same in all epochs.
    private Dictionary<string, double> Figures(int epoch)
    {
        using var scope = new TensorScope();
        var figures = new Dictionary<string, double>();
        int count = Math.Min(_estimator.MonitoredSamples, _samples.Shape[0]);
        if (count == 0)
        {
            return figures;
        }
        Tensor some = _samples.Slice(0, 0, count);
        figures["reconstruction_error"] = _machine.ReconstructionError(some);
        if (_machine is RestrictedBoltzmannMachine { VisibleUnits: BernoulliUnits } dense)
        {
            figures["pseudo_likelihood"] = PseudoLikelihood.Estimate(dense, some, new RandomStream((ulong)_machine.Seed).Split(4).Split((ulong)epoch));
        }
        if (_validation is not null)
        {
            Tensor others = _validation.Slice(0, 0, Math.Min(count, _validation.Shape[0]));
            figures["free_energy_gap"] = (_machine.FreeEnergy(others).Mean() - _machine.FreeEnergy(some).Mean()).ToScalar();
        }
        return figures;
    }
}
