using Strata.Tensors;

namespace Strata.Layers;

/// <summary>What the units that look at a picture look for.</summary>
public static class LayerFilters
{
    /// <summary>The weights of the first layer that has any, in the form of pictures.</summary>
    /// <param name="layer">Built for pictures [channels, height, width].</param>
    /// <returns>
    /// [filters, channels, height, width], sharing memory: the kernels of a <see cref="Conv2D"/>, or the rows of a <see cref="Dense"/> layer over
    /// all pixels. Null where the first weights are neither.
    /// </returns>
    public static Tensor? FirstFilters(this Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Layer? first = layer.Tree().Select(node => node.Layer).FirstOrDefault(l => l.OwnParameters.Count > 0);
        return first switch
        {
            Conv2D convolution => convolution.Weight!.Value,
            Dense { Weight.Value: var weight } when layer.InputShape.Rank == 3 && weight.Shape[1] == layer.InputShape.ElementCount
                => weight.View([weight.Shape[0], .. layer.InputShape.Lengths]),
            _ => null,
        };
    }
}
