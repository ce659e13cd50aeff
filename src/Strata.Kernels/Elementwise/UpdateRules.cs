using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>Stochastic gradient descent: w -= η (g + λ w).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="decay">λ, the weight decay; 0 for none.</param>
public readonly struct SgdUpdate<T>(T rate, T decay) : IUpdate<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g)
        where V : struct, IVector<V, T>
        => w -= V.Create(rate) * V.MultiplyAdd(V.Create(decay), w, g);
}

/// <summary>Momentum (Polyak 1964) with the rate inside the velocity, as in Caffe and Keras: v = μ v - η (g + λ w); w += v.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="momentum">μ.</param>
/// <param name="decay">λ, the weight decay; 0 for none.</param>
public readonly struct MomentumUpdate<T>(T rate, T momentum, T decay) : IUpdateWithState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V state)
        where V : struct, IVector<V, T>
    {
        state = (V.Create(momentum) * state) - (V.Create(rate) * V.MultiplyAdd(V.Create(decay), w, g));
        w += state;
    }
}

/// <summary>
/// Nesterov's accelerated gradient in the form of Sutskever, Martens, Dahl and Hinton (2013), with the weights kept at the point that
/// looks ahead: g' = g + λ w; v = μ v - η g'; w += μ v - η g'.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="momentum">μ.</param>
/// <param name="decay">λ, the weight decay; 0 for none.</param>
public readonly struct NesterovUpdate<T>(T rate, T momentum, T decay) : IUpdateWithState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V state)
        where V : struct, IVector<V, T>
    {
        V mu = V.Create(momentum);
        V step = V.Create(rate) * V.MultiplyAdd(V.Create(decay), w, g);
        state = (mu * state) - step;
        w += (mu * state) - step;
    }
}

/// <summary>RMSProp (Tieleman and Hinton 2012): g' = g + λ w; s = ρ s + (1 - ρ) g'²; w -= η g' / (√s + ε).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="rho">ρ, how much of the mean square is kept.</param>
/// <param name="epsilon">ε.</param>
/// <param name="decay">λ, the weight decay; 0 for none.</param>
public readonly struct RmsPropUpdate<T>(T rate, T rho, T epsilon, T decay) : IUpdateWithState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V state)
        where V : struct, IVector<V, T>
    {
        V slope = V.MultiplyAdd(V.Create(decay), w, g);
        state = V.MultiplyAdd(V.Create(rho), state, V.Create(T.One - rho) * (slope * slope));
        w -= V.Create(rate) * slope / (V.Sqrt(state) + V.Create(epsilon));
    }
}

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
