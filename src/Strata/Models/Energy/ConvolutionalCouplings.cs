using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Couplings that are the same at all places: W [filters, channels, rows, columns], b [channels], c [filters]. Visible units are rows [batch, visible] of pictures, hidden units maps
/// [batch, filters, height, width]. The gradient is that of the log-likelihood divided by the places of a map, so that rates do not depend on the pictures' size.
/// </summary>
/// <param name="Weight">W.</param>
/// <param name="VisibleBias">b.</param>
/// <param name="HiddenBias">c.</param>
/// <param name="Picture">[channels, height, width] of the visible units.</param>
internal sealed record ConvolutionalCouplings(Tensor Weight, Tensor VisibleBias, Tensor HiddenBias, Shape Picture) : Couplings(Weight, VisibleBias, HiddenBias)
{
    private static readonly int[] s_allButChannels = [0, 2, 3];

    private Shape Map => [Picture[1] - Weight.Shape[2] + 1, Picture[2] - Weight.Shape[3] + 1];

    public override Tensor HiddenInput(Tensor visibleSignal) => Pictures(visibleSignal).Conv2D(Weight, bias: HiddenBias);

    public override Tensor VisibleInput(Tensor hiddenSignal)
        => ChannelBiasOp.AddInPlace(hiddenSignal.ConvTranspose2D(Weight), VisibleBias).Reshape([hiddenSignal.Shape[0], Picture.ElementCount]);

    public override Tensor HiddenBiases(int particles)
        => HiddenBias.Reshape([HiddenBias.Count, 1, 1]).BroadcastTo([particles, HiddenBias.Count, .. Map]);

    public override Tensor Activity(Tensor hidden) => hidden.Mean(s_allButChannels);

    public override Couplings Gradient(Tensor v, Tensor h, Tensor modelV, Tensor modelH)
    {
        Couplings data = Products(v, h), model = Products(modelV, modelH);
        return new(data.Weight - model.Weight, data.VisibleBias - model.VisibleBias, data.HiddenBias - model.HiddenBias);
    }

    // The expectations of one phase, by places.
    private Couplings Products(Tensor v, Tensor h)
    {
        Tensor pictures = Pictures(v);
        double share = 1.0 / ((double)h.Shape[0] * Map.ElementCount);
        return new(
            share * Conv2DOp.FilterGradient(pictures, h, Weight.Shape), share * pictures.Sum(s_allButChannels), share * h.Sum(s_allButChannels));
    }

    private Tensor Pictures(Tensor rows) => rows.Reshape([rows.Shape[0], Picture[0], Picture[1], Picture[2]]);
}
