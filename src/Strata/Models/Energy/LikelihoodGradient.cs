using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>The estimate of the mean log-likelihood's gradient by W, b and c: ⟨s(h) s(v)ᵀ⟩, ⟨s(v)⟩ and ⟨s(h)⟩ over the data less the same over the model.</summary>
internal static class LikelihoodGradient
{
    /// <summary>The gradient.</summary>
    public static Couplings Of(RestrictedBoltzmannMachine machine, Phase data, Phase model) => Of(
        machine.VisibleUnits.Signal(data.Visible), machine.HiddenUnits.Signal(data.Hidden),
        machine.VisibleUnits.Signal(model.Visible), machine.HiddenUnits.Signal(model.Hidden));

    /// <summary>The gradient of signals.</summary>
    public static Couplings Of(Tensor v, Tensor h, Tensor modelV, Tensor modelH)
    {
        Tensor weight = (h / h.Shape[0]).MatMul(v, transposeA: true); // [hidden, visible]
        UpdateOps.AddProduct(weight, modelH, modelV, -1.0 / modelH.Shape[0], transposeA: true);
        return new(weight, v.Mean([0]) - modelV.Mean([0]), h.Mean([0]) - modelH.Mean([0]));
    }
}
