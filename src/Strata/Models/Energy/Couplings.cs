using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// What ties the two sides of a machine together: W [hidden, visible], b [visible], c [hidden]. A chain may run on others than the machine's own, and where biases follow from
/// something else each row has its own, b [batch, visible] and c [batch, hidden].
/// </summary>
internal readonly record struct Couplings(Tensor Weight, Tensor VisibleBias, Tensor HiddenBias)
{
    /// <summary>c + W · signal: [batch, visible] → [batch, hidden].</summary>
    public Tensor HiddenInput(Tensor visibleSignal) => HiddenBias.Rank == 1
        ? visibleSignal.Linear(Weight, HiddenBias)
        : visibleSignal.MatMul(Weight, transposeB: true) + HiddenBias;

    /// <summary>b + Wᵀ · signal: [batch, hidden] → [batch, visible].</summary>
    public Tensor VisibleInput(Tensor hiddenSignal) => VisibleBias.Rank == 1
        ? ChannelBiasOp.AddInPlace(hiddenSignal.MatMul(Weight), VisibleBias)
        : hiddenSignal.MatMul(Weight) + VisibleBias;
}
