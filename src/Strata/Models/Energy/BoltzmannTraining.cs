using System.Diagnostics;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.Energy;

/// <summary>The loop of learning: batches, the two phases, the step, and the figures of each epoch.</summary>
internal sealed class BoltzmannTraining
{
    private readonly IBoltzmannMachine _machine;
    private readonly Estimator _estimator;
    private readonly Tensor _samples;
    private readonly Tensor? _validation;
    private readonly RandomStream _random;
    private readonly ModelPhase _model;
    private readonly BoltzmannStep _step;
    private long _steps;

    public BoltzmannTraining(IBoltzmannMachine machine, Estimator estimator, Tensor samples, Tensor? validation)
    {
        (_machine, _estimator, _samples, _validation) = (machine, estimator, samples, validation);
        _random = new RandomStream((ulong)machine.Seed);
        using (TensorScope.Suspend())
        {
            _model = estimator.Begin(machine, _random.Split(1));
            _step = new BoltzmannStep(machine, estimator);
        }
    }

    public History Run(Action<EpochResult>? epochEnded, CancellationToken cancellation)
    {
        var history = new History();
        for (int epoch = 1; epoch <= _estimator.Epochs; epoch++)
        {
            long started = Stopwatch.GetTimestamp();
            RunEpoch(epoch, cancellation);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var result = new EpochResult(epoch, _steps, _estimator.LearningRate.Rate(Math.Max(0, _steps - 1)), seconds, _samples.Shape[0] / seconds, Figures(epoch));
            history.Add(result);
            epochEnded?.Invoke(result);
        }
        return history;
    }

    private void RunEpoch(int epoch, CancellationToken cancellation)
    {
        int n = _samples.Shape[0];
        Tensor order;
        using (TensorScope.Suspend())
        {
            order = RandomOps.Permutation(n, _random.Split(2).Split((ulong)epoch));
        }
        for (int start = 0; start < n; start += _estimator.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            Tensor v = _samples.Gather(order.Slice(0, start, Math.Min(_estimator.BatchSize, n - start))), input = _machine.HiddenInput(v);
            var data = new Phase(v, input, _machine.HiddenUnits.Mean(input));
            Phase model = _model.Next(data);
            _step.Take(data, model, _steps++);
            _model.Learned(data, model);
        }
        double size = _machine.Couplings.Weight.Square().Sum().ToScalar();
        if (!double.IsFinite(size))
        {
            throw new ArithmeticException(
                $"The weights of {_machine} became infinite or not a number in epoch {epoch}. Lower the learning rate (Gaussian and rectified units need about a hundredth of what "
                + "Bernoulli units do), and standardize data for Gaussian units.");
        }
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
