using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>Samples of the data, or of the model, from which a term of the gradient is computed.</summary>
/// <param name="Visible">v [samples, visible].</param>
/// <param name="Input">The hidden units' total inputs, [samples, hidden].</param>
/// <param name="Hidden">Their means, [samples, hidden].</param>
internal readonly record struct Phase(Tensor Visible, Tensor Input, Tensor Hidden);

/// <summary>Where the samples of the model come from while a machine learns; it owns its particles and its random numbers.</summary>
internal abstract class ModelPhase
{
    /// <summary>The samples for one step.</summary>
    public abstract Phase Next(Phase data);

    /// <summary>Called when the step has been taken.</summary>
    public virtual void Learned(Phase data, Phase model)
    {
    }

    /// <summary>Keeps the particles and what else it remembers, but for the place in its random numbers. Default: nothing.</summary>
    public virtual void Capture(Checkpoint checkpoint)
    {
    }

    /// <summary>Takes back what was kept.</summary>
    public virtual void Restore(Checkpoint checkpoint)
    {
    }
}
