using Strata.Data;
using Strata.Models.Autoencoders;

namespace Strata.Models;

/// <summary>A network that is trained by back-propagation to give pictures back; its model is an <see cref="Autoencoder"/>.</summary>
public sealed class AutoencoderRecipe : NetworkRecipe
{
    /// <inheritdoc/>
    public override Dataset Samples(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new Dataset(images.Images, images.Images);
    }
}
