using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// What ties the two sides of a machine together: W [hidden, visible], b [visible], c [hidden]. A chain may run on others than the machine's own, and where biases follow from
/// something else each row has its own, b [batch, visible] and c [batch, hidden]. A gradient and a velocity have the same parts.
/// </summary>
internal record Couplings(Tensor Weight, Tensor VisibleBias, Tensor HiddenBias)
{
    /// <summary>c + W · signal: [batch, visible] → [batch, hidden].</summary>
    public virtual Tensor HiddenInput(Tensor visibleSignal) => HiddenBias.Rank == 1
        ? visibleSignal.Linear(Weight, HiddenBias)
        : visibleSignal.MatMul(Weight, transposeB: true) + HiddenBias;

    /// <summary>b + Wᵀ · signal: [batch, hidden] → [batch, visible].</summary>
    public virtual Tensor VisibleInput(Tensor hiddenSignal) => VisibleBias.Rank == 1
        ? ChannelBiasOp.AddInPlace(hiddenSignal.MatMul(Weight), VisibleBias)
        : hiddenSignal.MatMul(Weight) + VisibleBias;

    /// <summary>The hidden units' biases, of each of some particles.</summary>
    public virtual Tensor HiddenBiases(int particles) => HiddenBias.BroadcastTo([particles, HiddenBias.Count]);

    /// <summary>The mean of the hidden units of each bias, in its shape.</summary>
    public virtual Tensor Activity(Tensor hidden) => hidden.Mean([0]);

    /// <summary>The estimate of the mean log-likelihood's gradient by W, b and c: ⟨s(h) s(v)ᵀ⟩, ⟨s(v)⟩ and ⟨s(h)⟩ over the data less the same over the model.</summary>
    public virtual Couplings Gradient(Tensor v, Tensor h, Tensor modelV, Tensor modelH)
    {
        Tensor weight = (h / h.Shape[0]).MatMul(v, transposeA: true); // [hidden, visible]
        UpdateOps.AddProduct(weight, modelH, modelV, -1.0 / modelH.Shape[0], transposeA: true);
        return new(weight, v.Mean([0]) - modelV.Mean([0]), h.Mean([0]) - modelH.Mean([0]));
    }

    /// <summary>The same of a machine's phases.</summary>
    public Couplings Gradient(IBoltzmannMachine machine, Phase data, Phase model) => Gradient(
        machine.VisibleUnits.Signal(data.Visible), machine.HiddenUnits.Signal(data.Hidden),
        machine.VisibleUnits.Signal(model.Visible), machine.HiddenUnits.Signal(model.Hidden));

    /// <summary>Zeros of the same kind.</summary>
    public Couplings Zeros() => this with
    {
        Weight = Tensor.Zeros(Weight.Shape, Weight.DType),
        VisibleBias = Tensor.Zeros(VisibleBias.Shape, VisibleBias.DType),
        HiddenBias = Tensor.Zeros(HiddenBias.Shape, HiddenBias.DType),
    };

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
