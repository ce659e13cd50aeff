using Strata.Schedules;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// PCD (Younes 1999; Tieleman 2008): the model's samples are those of chains that go on from step to step, while the weights change slowly under them. With a small rate it
/// follows the likelihood's gradient more closely than <see cref="ContrastiveDivergence"/>. Chains begin at hidden units drawn from their biases alone.
/// </summary>
/// <param name="steps">Gibbs steps for each step of learning. Default: 1.</param>
/// <param name="learningRate">A number or a schedule; it should fall to near zero in the end. Default: 0.01.</param>
/// <param name="epochs">Passes over the data. Default: 10.</param>
/// <param name="batchSize">Samples a step. Default: 100.</param>
/// <param name="particles">Chains. Default: as many as samples a step.</param>
public sealed class PersistentContrastiveDivergence(int steps = 1, Schedule? learningRate = null, int epochs = 10, int batchSize = 100, int? particles = null)
    : Estimator(learningRate ?? 0.01, epochs, batchSize)
{
    /// <summary>Gibbs steps for each step of learning.</summary>
    public int Steps { get; } = AtLeastOne(steps, nameof(steps));

    /// <summary>Chains.</summary>
    public int Particles { get; } = AtLeastOne(particles ?? batchSize, nameof(particles));

    /// <inheritdoc/>
    internal override ModelPhase Begin(IBoltzmannMachine machine, RandomStream random) => new Chains(machine, Steps, Particles, random);

    private sealed class Chains(IBoltzmannMachine machine, int steps, int particles, RandomStream random) : ModelPhase
    {
        private readonly Tensor _hidden = Gibbs.Start(machine, particles, random);

        public override Phase Next(Phase data)
        {
            Phase model = Gibbs.Advance(machine, machine.Couplings, _hidden, steps, random);
            machine.HiddenUnits.Sample(model.Input, model.Hidden, random).CopyTo(_hidden);
            return model;
        }

        public override void Capture(Checkpoint checkpoint) => checkpoint.Set("hidden", _hidden);

        public override void Restore(Checkpoint checkpoint) => checkpoint.CopyTo("hidden", _hidden);
    }
}
