using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Principal components of variance 1: y = (x - mean) Vᵀ / √(λ + ε), [batch, ...] → [batch, components]. Axes along which the training samples do not vary
/// give 0 when ε is 0.
/// </summary>
/// <param name="components">How many axes are kept. Default: 0, as many as there are features.</param>
/// <param name="epsilon">ε, which keeps the noise of the smallest axes from being blown up. Default: 1e-5, for features of about 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative, or epsilon is not finite.</exception>
public sealed class PcaWhitening(int components = 0, double epsilon = 1e-5) : PrincipalComponents(components)
{
    /// <summary>What is added to the variances.</summary>
    public double Epsilon { get; } = Checked(epsilon);

    /// <inheritdoc/>
    protected override Tensor Transform(Tensor x) => Project(x) * InverseDeviations(Epsilon);

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor y) => Restore(y * Deviations(Epsilon));
}
