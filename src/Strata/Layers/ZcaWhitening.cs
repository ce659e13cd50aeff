using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Zero-phase whitening (Bell and Sejnowski 1997): y = (x - mean) Vᵀ (λ + ε)^(-1/2) V, the uncorrelated samples of variance 1 that are nearest to the original
/// ones, so pictures still look like pictures. Samples keep their shape.
/// </summary>
/// <param name="epsilon">ε, which keeps the noise of the smallest axes from being blown up. Default: 1e-5, for features of about 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">Epsilon is negative or not finite.</exception>
public sealed class ZcaWhitening(double epsilon = 1e-5) : PrincipalComponents(0)
{
    /// <summary>What is added to the variances.</summary>
    public double Epsilon { get; } = Checked(epsilon);

    /// <inheritdoc/>
    protected override Shape Declare(Shape input)
    {
        base.Declare(input);
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x)
        => (Project(x) * InverseDeviations(Epsilon)).MatMul(Axes!).Reshape(x.Shape);

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y)
        => Restore(y.Reshape([y.Shape[0], InputShape.ElementCount]).MatMul(Axes!, transposeB: true) * Deviations(Epsilon));
}
