using Strata.Data;
using Strata.Layers;
using Strata.Tensors;

namespace Strata.Models;

/// <summary>A network that is trained by back-propagation to tell classes of pictures apart.</summary>
public sealed class ClassifierRecipe : NetworkRecipe
{
    /// <inheritdoc/>
    public override Dataset Samples(LabeledImages images) => images;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(Layer model, ImageSet set, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        IReadOnlyDictionary<string, double> all = Judge(model).Evaluate(set.Test, cancellation: cancellation);
        return new Dictionary<string, double> { ["accuracy"] = all["accuracy"], ["loss"] = all["loss"] };
    }

    /// <summary>The probability of each class.</summary>
    /// <param name="model">Trained.</param>
    /// <param name="images">[pictures, 1, 28, 28].</param>
    /// <returns>[pictures, classes].</returns>
    public Tensor Predict(Layer model, Tensor images) => Judge(model).Predict(images);
}
