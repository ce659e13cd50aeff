using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

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
