using Strata.Layers;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>What a machine does in a step of learning, the two phases and the step along their difference, and the figures of each epoch.</summary>
internal sealed class BoltzmannTraining : RuleTraining
{
    private readonly IBoltzmannMachine _machine;
    private readonly Estimator _estimator;
    private readonly Tensor _samples;
    private readonly Tensor? _validation;
    private readonly RandomStream _random, _draws;
    private readonly ModelPhase _model;
    private readonly BoltzmannStep _step;

    public BoltzmannTraining(IBoltzmannMachine machine, Estimator estimator, Tensor samples, Tensor? validation)
        : base((Layer)machine, estimator.GetType().Name, samples.Shape[0], estimator.BatchSize, machine.Seed)
    {
        (_machine, _estimator, _samples, _validation) = (machine, estimator, samples, validation);
        _random = new RandomStream((ulong)machine.Seed);
        _draws = _random.Split(1);
        using (TensorScope.Suspend())
        {
            _model = estimator.Begin(machine, _draws);
            _step = new BoltzmannStep(machine, estimator);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Order(int epoch) => RandomOps.Permutation(_samples.Shape[0], _random.Split(2).Split((ulong)epoch));

    /// <inheritdoc/>
    protected override void Step(Tensor? chosen)
    {
        Tensor v = _samples.Gather(chosen!), input = _machine.HiddenInput(v);
        var data = new Phase(v, input, _machine.HiddenUnits.Mean(input));
        Phase model = _model.Next(data);
        _step.Take(data, model, Steps);
        _model.Learned(data, model);
    }

    /// <inheritdoc/>
    /// <exception cref="ArithmeticException">The weights became infinite or not a number.</exception>
    protected override Dictionary<string, double> EndEpoch(int epoch)
    {
        double size = _machine.Couplings.Weight.Square().Sum().ToScalar();
        return double.IsFinite(size) ? Figures(epoch) : throw new ArithmeticException(
            $"The weights of {_machine} became infinite or not a number in epoch {epoch}. Lower the learning rate (Gaussian and rectified units need about a hundredth of what "
            + "Bernoulli units do), and standardize data for Gaussian units.");
    }

    /// <inheritdoc/>
    protected override double RateAt(long step) => _estimator.LearningRate.Rate(step);

    /// <inheritdoc/>
    protected override void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("draws", (long)_draws.Position);
        _model.Capture(checkpoint.Section("chains"));
        _step.Capture(checkpoint.Section("step"));
    }

    /// <inheritdoc/>
    protected override void Restore(Checkpoint checkpoint)
    {
        _draws.Position = (ulong)checkpoint.Integer("draws", 0);
        _model.Restore(checkpoint.Section("chains"));
        _step.Restore(checkpoint.Section("step"));
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
            figures["pseudo_likelihood"] = PseudoLikelihood.Estimate(dense, some, _random.Split(4).Split((ulong)epoch));
        }
        if (_validation is not null)
        {
            Tensor others = _validation.Slice(0, 0, Math.Min(count, _validation.Shape[0]));
            figures["free_energy_gap"] = (_machine.FreeEnergy(others).Mean() - _machine.FreeEnergy(some).Mean()).ToScalar();
        }
        return figures;
    }
}
