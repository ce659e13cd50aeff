using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Principal component analysis (Pearson 1901, Hotelling 1933): y = (x - mean) Vᵀ, the samples turned onto their axes of largest variance:
/// [batch, ...] → [batch, components]. The inverse is the best reconstruction from as many linear coordinates.
/// </summary>
/// <param name="components">How many axes are kept. Default: 0, as many as there are features.</param>
/// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
public sealed class Pca(int components = 0) : PrincipalComponents(components)
{
    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x) => Project(x);

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y) => Restore(y);
}
