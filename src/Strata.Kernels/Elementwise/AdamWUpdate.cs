using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): w -= η λ w, which the moments do not see, and then
/// <see cref="AdamUpdate{T}"/> without a decay.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="beta1">β₁, usually 0.9.</param>
/// <param name="beta2">β₂, usually 0.999.</param>
/// <param name="epsilon">ε, usually 1e-8.</param>
/// <param name="decay">λ, usually 0.01.</param>
/// <param name="step">t, the number of this step; the first is 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The step is less than 1.</exception>
public readonly struct AdamWUpdate<T>(T rate, T beta1, T beta2, T epsilon, T decay, long step) : IUpdateWithTwoStates<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _keep = T.One - (rate * decay);
    private readonly AdamUpdate<T> _adam = new(rate, beta1, beta2, epsilon, T.Zero, step);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V first, ref V second)
        where V : struct, IVector<V, T>
    {
        w *= V.Create(_keep);
        _adam.Invoke(ref w, g, ref first, ref second);
    }
}
