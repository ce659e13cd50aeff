using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

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
