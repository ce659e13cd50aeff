using Strata.Ops;
using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Fast PCD (Tieleman and Hinton 2009): the persistent chains run on the weights plus fast weights, which learn with a large rate and decay quickly, and so drive the chains
/// away from where they are. The machine's own weights learn with a small rate.
/// </summary>
/// <param name="steps">Gibbs steps for each step of learning. Default: 1.</param>
/// <param name="learningRate">A number or a schedule; it should fall to near zero in the end. Default: 0.01.</param>
/// <param name="fastRate">The rate of the fast weights. Default: 0.01.</param>
/// <param name="fastDecay">The share of the fast weights that is kept at each step. Default: 0.95.</param>
/// <param name="epochs">Passes over the data. Default: 10.</param>
/// <param name="batchSize">Samples a step. Default: 100.</param>
/// <param name="particles">Chains. Default: as many as samples a step.</param>
public sealed class FastPersistentContrastiveDivergence(
    int steps = 1, Schedule? learningRate = null, double fastRate = 0.01, double fastDecay = 0.95, int epochs = 10, int batchSize = 100, int? particles = null)
    : Estimator(learningRate ?? 0.01, epochs, batchSize)
{
    /// <summary>Gibbs steps for each step of learning.</summary>
    public int Steps { get; } = AtLeastOne(steps, nameof(steps));

    /// <summary>The rate of the fast weights.</summary>
    public double FastRate { get; } = double.IsFinite(fastRate) && fastRate >= 0
        ? fastRate
        : throw new ArgumentOutOfRangeException(nameof(fastRate), fastRate, "The fast weights' rate must be zero or a positive number.");

    /// <summary>The share of the fast weights that is kept at each step.</summary>
    public double FastDecay { get; } = fastDecay is >= 0 and < 1
        ? fastDecay
        : throw new ArgumentOutOfRangeException(nameof(fastDecay), fastDecay, "The share of the fast weights that is kept is from 0 to below 1.");

    /// <summary>Chains.</summary>
    public int Particles { get; } = AtLeastOne(particles ?? batchSize, nameof(particles));

    /// <inheritdoc/>
    internal override ModelPhase Begin(IBoltzmannMachine machine, RandomStream random) => new Chains(machine, this, random);

    private sealed class Chains(IBoltzmannMachine machine, FastPersistentContrastiveDivergence settings, RandomStream random) : ModelPhase
    {
        private readonly Tensor _hidden = Gibbs.Start(machine, settings.Particles, random);
        private readonly Couplings _fast = machine.Couplings.Zeros();

        public override Phase Next(Phase data)
        {
            Couplings slow = machine.Couplings;
            Couplings both = slow with
            {
                Weight = slow.Weight + _fast.Weight,
                VisibleBias = slow.VisibleBias + _fast.VisibleBias,
                HiddenBias = slow.HiddenBias + _fast.HiddenBias,
            };
            Phase model = Gibbs.Advance(machine, both, _hidden, settings.Steps, random);
            machine.HiddenUnits.Sample(model.Input, model.Hidden, random).CopyTo(_hidden);
            return model;
        }

        public override void Learned(Phase data, Phase model)
        {
            Couplings gradient = machine.Couplings.Gradient(machine, data, model);
            Keep(_fast.Weight, gradient.Weight);
            Keep(_fast.VisibleBias, gradient.VisibleBias);
            Keep(_fast.HiddenBias, gradient.HiddenBias);

            void Keep(Tensor fast, Tensor step) => ((settings.FastDecay * fast) + (settings.FastRate * step)).CopyTo(fast);
        }

        public override void Capture(Checkpoint checkpoint)
        {
            checkpoint.Set("hidden", _hidden);
            _fast.Capture(checkpoint.Section("fast"));
        }

        public override void Restore(Checkpoint checkpoint)
        {
            checkpoint.CopyTo("hidden", _hidden);
            _fast.Restore(checkpoint.Section("fast"));
        }
    }
}
