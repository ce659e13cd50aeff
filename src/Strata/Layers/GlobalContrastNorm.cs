using Strata.Ops;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// Global contrast normalization (Goodfellow, Bengio and Courville 2016, equation 12.3): each sample on its own becomes
/// y = s (x - mean) / max(ε, √(λ + variance)), mean and variance being those of all its elements. Nothing is fitted; a constant sample becomes 0. Samples keep
/// their shape.
/// </summary>
/// <param name="scale">s. Default: 1.</param>
/// <param name="bias">λ, which keeps samples of little contrast as they are. Default: 0.</param>
/// <param name="epsilon">ε, the least divisor. Default: 1e-8.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not finite, λ is negative, or ε not positive.</exception>
public sealed class GlobalContrastNorm(double scale = 1, double bias = 0, double epsilon = 1e-8) : Layer
{
    /// <summary>The deviation of samples that have contrast enough.</summary>
    public double Scale { get; } = double.IsFinite(scale)
        ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be a finite number.");

    /// <summary>What is added to the variance.</summary>
    public double Bias { get; } = bias >= 0 && double.IsFinite(bias)
        ? bias
        : throw new ArgumentOutOfRangeException(nameof(bias), bias, "The bias is added to a variance; it must be zero or a positive number.");

    /// <summary>The least divisor.</summary>
    public double Epsilon { get; } = epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be a positive number.");

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input, RandomStream random)
        => input.Rank > 0 && input.ElementCount > 0 ? input : throw Unsuitable("[features] or [channels, ...], none of them zero", input);

    /// <inheritdoc/>
    protected override Tensor Call(Tensor x, ForwardContext context)
    {
        Tensor flat = x.Flatten();
        Tensor centred = flat - flat.Mean([1], keepAxes: true);
        centred -= centred.Mean([1], keepAxes: true); // the mean of a constant sample is not always its value to the last bit
        // max(ε, √v) = √max(ε², v), which has a gradient at v = 0. ε² may be too small for float32; then it is its smallest number.
        double least = Math.Max(Epsilon * Epsilon, DType == DType.Float32 ? 1e-37 : 1e-300);
        Tensor deviation = (centred.Square().Mean([1], keepAxes: true) + Bias).Clamp(least, double.PositiveInfinity).Sqrt();
        return (centred / deviation * Scale).Reshape(x.Shape);
    }
}
