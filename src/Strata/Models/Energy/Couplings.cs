using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>What ties the two sides of a machine together: W [hidden, visible], b [visible], c [hidden]. A chain may run on others than the machine's own.</summary>
internal readonly record struct Couplings(Tensor Weight, Tensor VisibleBias, Tensor HiddenBias)
{
    /// <summary>c + W · signal: [batch, visible] → [batch, hidden].</summary>
    public Tensor HiddenInput(Tensor visibleSignal) => visibleSignal.Linear(Weight, HiddenBias);

    /// <summary>b + Wᵀ · signal: [batch, hidden] → [batch, visible].</summary>
    public Tensor VisibleInput(Tensor hiddenSignal) => ChannelBiasOp.AddInPlace(hiddenSignal.MatMul(Weight), VisibleBias);

    /// <summary>Keeps the three.</summary>
    public void Capture(Checkpoint checkpoint)
    {
        checkpoint.Set("weight", Weight);
        checkpoint.Set("visible_bias", VisibleBias);
        checkpoint.Set("hidden_bias", HiddenBias);
    }

    /// <summary>Takes back what was kept, into the tensors that are here.</summary>
    public void Restore(Checkpoint checkpoint)
    {
        checkpoint.CopyTo("weight", Weight);
        checkpoint.CopyTo("visible_bias", VisibleBias);
        checkpoint.CopyTo("hidden_bias", HiddenBias);
    }
}
