using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1): g' = g + λ w; m = β₁ m + (1 - β₁) g'; v = β₂ v + (1 - β₂) g'²;
/// w -= η m̂ / (√v̂ + ε), where m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ).
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct AdamUpdate<T> : IUpdateWithTwoStates<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _rate;
    private readonly T _beta1;
    private readonly T _beta2;
    private readonly T _epsilon;
    private readonly T _decay;
    private readonly T _correction2;

    /// <summary>The rule for one step.</summary>
    /// <param name="rate">η.</param>
    /// <param name="beta1">β₁, usually 0.9.</param>
    /// <param name="beta2">β₂, usually 0.999.</param>
    /// <param name="epsilon">ε, usually 1e-8.</param>
    /// <param name="decay">λ, the weight decay; 0 for none.</param>
    /// <param name="step">t, the number of this step; the first is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is less than 1.</exception>
    public AdamUpdate(T rate, T beta1, T beta2, T epsilon, T decay, long step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        // In double: β₂ᵗ is so close to 1 at first that 1 - β₂ᵗ would lose half its digits in float.
        double correction1 = 1 - Math.Pow(double.CreateTruncating(beta1), step);
        double correction2 = 1 - Math.Pow(double.CreateTruncating(beta2), step);
        _rate = T.CreateTruncating(double.CreateTruncating(rate) / correction1);
        _correction2 = T.CreateTruncating(1 / correction2);
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _decay = decay;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V first, ref V second)
        where V : struct, IVector<V, T>
    {
        V slope = V.MultiplyAdd(V.Create(_decay), w, g);
        first = V.MultiplyAdd(V.Create(_beta1), first, V.Create(T.One - _beta1) * slope);
        second = V.MultiplyAdd(V.Create(_beta2), second, V.Create(T.One - _beta2) * (slope * slope));
        w -= V.Create(_rate) * first / (V.Sqrt(second * V.Create(_correction2)) + V.Create(_epsilon));
    }
}
