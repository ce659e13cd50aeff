using Strata.Data;
using Strata.Layers;
using Strata.Models.Autoencoders;
using Strata.Ops;
using Strata.Tensors;

namespace Strata.Models;

/// <summary>A network that is trained by back-propagation to give pictures back; its model is an <see cref="Autoencoder"/>.</summary>
public sealed class AutoencoderRecipe : NetworkRecipe, IReconstructing
{
    /// <inheritdoc/>
    public override Dataset Samples(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new Dataset(images.Images, images.Images);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(Layer model, ImageSet set, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new Dictionary<string, double>
        {
            ["squared_error"] = ((Autoencoder)model).Score(set.Test.Images).Mean().ToScalar(),
            ["loss"] = Judge(model).Evaluate(Samples(set.Test), cancellation: cancellation)["loss"],
        };
    }

    /// <inheritdoc/>
    public Tensor Reconstruct(Layer model, Tensor images) => ((Autoencoder)model).Reconstruct(images);
}
