using Strata.Layers;
using Strata.Tensors;

namespace Strata.Models;

/// <summary>A recipe whose models give pictures back.</summary>
public interface IReconstructing
{
    /// <summary>What a model makes of pictures after they have passed through its code; nothing is recorded for gradients.</summary>
    /// <param name="model">Trained.</param>
    /// <param name="images">[pictures, 1, 28, 28].</param>
    /// <returns>Of the same shape.</returns>
    Tensor Reconstruct(Layer model, Tensor images);
}
