using Strata.Ops;
using Strata.Tensors;

namespace Strata.Losses;

/// <summary>
/// The mean of ln cosh(output - target) over all samples and elements: near ½ d² for small differences d and |d| - ln 2 for large ones. Targets have the
/// output's shape.
/// </summary>
public sealed class LogCosh : Loss
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor output, Tensor target)
    {
        Tensor d = output - Targets.Like(output, target, nameof(LogCosh));
        return (d + (-2 * d).Softplus()).Mean() - Math.Log(2); // ln((eᵈ + e⁻ᵈ) / 2) = d + ln(1 + e⁻²ᵈ) - ln 2, which overflows nowhere
    }
}
