using Strata.Ops;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Parallel tempering (Desjardins et al. 2010; Cho, Raiko and Ilin 2010): persistent chains at several temperatures, of P^β for β from 0 to 1, where neighbours swap states
/// with the probability min(1, e^((β - β')(E - E'))). Hot chains move freely, and their states sink to the chains at β = 1, which are the model's samples. Half of the
/// neighbours are tried after each Gibbs step.
/// </summary>
/// <param name="temperatures">How many values of β, evenly from 1 to 0. Default: 10.</param>
/// <param name="steps">Gibbs steps, each with swaps, for each step of learning. Default: 1.</param>
/// <param name="learningRate">A number or a schedule. Default: 0.01.</param>
/// <param name="epochs">Passes over the data. Default: 10.</param>
/// <param name="batchSize">Samples a step. Default: 100.</param>
/// <param name="particles">Chains at each temperature. Default: as many as samples a step.</param>
public sealed class ParallelTempering(
    int temperatures = 10, int steps = 1, Schedule? learningRate = null, int epochs = 10, int batchSize = 100, int? particles = null)
    : Estimator(learningRate ?? 0.01, epochs, batchSize)
{
    /// <summary>How many values of β.</summary>
    public int Temperatures { get; } = temperatures >= 2
        ? temperatures
        : throw new ArgumentOutOfRangeException(nameof(temperatures), temperatures, "Parallel tempering needs at least two temperatures.");

    /// <summary>Gibbs steps for each step of learning.</summary>
    public int Steps { get; } = AtLeastOne(steps, nameof(steps));

    /// <summary>Chains at each temperature.</summary>
    public int Particles { get; } = AtLeastOne(particles ?? batchSize, nameof(particles));

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The machine has other units, such as Gaussian or rectified ones.</exception>
    internal override ModelPhase Begin(IBoltzmannMachine machine, RandomStream random)
        => machine is RestrictedBoltzmannMachine dense && machine.VisibleUnits.CanBeHeated && machine.HiddenUnits.CanBeHeated
            ? new Replicas(dense, this, random)
            : throw new NotSupportedException(
                $"Parallel tempering heats Bernoulli and softmax units, but {machine} has {machine.VisibleUnits.GetType().Name} and {machine.HiddenUnits.GetType().Name}. "
                + "Learn by PersistentContrastiveDivergence.");

    private sealed class Replicas : ModelPhase
    {
        private readonly RestrictedBoltzmannMachine _machine;
        private readonly ParallelTempering _settings;
        private readonly RandomStream _random;
        private readonly Tensor _hidden, _heat; // temperature by temperature, the coldest first
        private int _parity;

        public Replicas(RestrictedBoltzmannMachine machine, ParallelTempering settings, RandomStream random)
        {
            (_machine, _settings, _random) = (machine, settings, random);
            int n = settings.Particles * settings.Temperatures;
            _hidden = Gibbs.Start(machine, n, random);
            double[] heat = new double[n];
            for (int i = 0; i < n; i++)
            {
                heat[i] = Beta(i / settings.Particles);
            }
            _heat = Tensor.Wrap(heat, [n, 1]).To(machine.DType);
        }

        public override Phase Next(Phase data)
        {
            Phase model = default;
            for (int step = 0; step < _settings.Steps; step++)
            {
                model = Gibbs.Advance(_machine, _machine.Couplings, _hidden, 1, _random, heat: _heat);
                Tensor h = _machine.HiddenUnits.Sample(model.Input, model.Hidden, _random), order = Swapped(_machine.Energy(model.Visible, h));
                h.Gather(order).CopyTo(_hidden);
                model = new(model.Visible.Gather(order), model.Input, model.Hidden);
            }
            Tensor coldest = model.Visible.Slice(0, 0, _settings.Particles), input = _machine.HiddenInput(coldest);
            return new(coldest, input, _machine.HiddenUnits.Mean(input));
        }

        public override void Capture(Checkpoint checkpoint)
        {
            checkpoint.Set("hidden", _hidden);
            checkpoint.Set("parity", _parity);
        }

        public override void Restore(Checkpoint checkpoint)
        {
            checkpoint.CopyTo("hidden", _hidden);
            _parity = (int)checkpoint.Integer("parity", 0, 1);
        }

        private double Beta(int temperature) => 1 - ((double)temperature / (_settings.Temperatures - 1));

        // Which particle stands at each place after neighbours of this step's parity have tried to swap.
        private Tensor Swapped(Tensor energies)
        {
            int n = _settings.Particles;
            double[] energy = energies.To(DType.Float64).ToArray<double>();
            double[] u = RandomOps.Uniform([n * _settings.Temperatures], 0, 1, _random, DType.Float64).ToArray<double>();
            int[] order = [.. Enumerable.Range(0, energy.Length)];
            for (int cold = _parity; cold + 1 < _settings.Temperatures; cold += 2)
            {
                for (int i = cold * n; i < (cold + 1) * n; i++)
                {
                    if (u[i] < Math.Exp((Beta(cold) - Beta(cold + 1)) * (energy[i] - energy[i + n])))
                    {
                        (order[i], order[i + n]) = (order[i + n], order[i]);
                    }
                }
            }
            _parity ^= 1;
            return Tensor.Wrap(order);
        }
    }
}
