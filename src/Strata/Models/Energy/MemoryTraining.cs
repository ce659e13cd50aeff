using Strata.Layers;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Learning in which a restricted Boltzmann machine that is part of a model takes an estimator's step in each step; the figure is <c>reconstruction_error</c>.</summary>
internal abstract class MemoryTraining : BatchRuleTraining
{
    private readonly BoltzmannStep _step;

    protected MemoryTraining(Layer model, string rule, RestrictedBoltzmannMachine memory, Estimator estimator, int samples, long seed)
        : base(model, $"{rule} by {estimator.GetType().Name}", samples, estimator.BatchSize, seed, estimator.LearningRate, "reconstruction_error")
    {
        using (TensorScope.Suspend())
        {
            Chains = estimator.Begin(memory, Draws);
            _step = new BoltzmannStep(memory, estimator);
        }
    }

    /// <summary>Where the samples of the memory come from.</summary>
    protected ModelPhase Chains { get; }

    /// <summary>The step from the memory's samples to what it shall know.</summary>
    protected void Learn(Phase known, Phase dreamt)
    {
        _step.Take(known, dreamt, Steps);
        Chains.Learned(known, dreamt);
    }

    /// <inheritdoc/>
    protected override void Capture(Checkpoint checkpoint)
    {
        base.Capture(checkpoint);
        Chains.Capture(checkpoint.Section("chains"));
        _step.Capture(checkpoint.Section("step"));
    }

    /// <inheritdoc/>
    protected override void Restore(Checkpoint checkpoint)
    {
        base.Restore(checkpoint);
        Chains.Restore(checkpoint.Section("chains"));
        _step.Restore(checkpoint.Section("step"));
    }
}
