using Strata.Data;

namespace Strata.Models;

/// <summary>A network that is trained by back-propagation to tell classes of pictures apart.</summary>
public sealed class ClassifierRecipe : NetworkRecipe
{
    /// <inheritdoc/>
    public override Dataset Samples(LabeledImages images) => images;
}
