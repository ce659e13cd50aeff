using Strata.Layers;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Learning in which a machine, the model or a part of it, takes an estimator's step in each step.</summary>
internal abstract class EstimatorTraining : BatchRuleTraining
{
    private readonly BoltzmannStep _step;

    /// <param name="model">Built.</param>
    /// <param name="rule">What a checkpoint calls the way of learning.</param>
    /// <param name="machine">What takes the steps.</param>
    /// <param name="estimator">How.</param>
    /// <param name="samples">How many there are.</param>
    /// <param name="seed">What is random follows from it.</param>
    protected EstimatorTraining(Layer model, string rule, IBoltzmannMachine machine, Estimator estimator, int samples, long seed)
        : base(model, rule, samples, estimator.BatchSize, seed, estimator.LearningRate, "reconstruction_error")
    {
        using (TensorScope.Suspend())
        {
            Chains = estimator.Begin(machine, Draws);
            _step = new BoltzmannStep(machine, estimator);
        }
    }

    /// <summary>Where the machine's samples come from.</summary>
    protected ModelPhase Chains { get; }

    /// <summary>The step from the machine's samples to what it shall know.</summary>
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
