using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>AdaGrad (Duchi, Hazan and Singer 2011, with the diagonal matrix): g' = g + λ w; s += g'²; w -= η g' / (√s + ε).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="epsilon">ε.</param>
/// <param name="decay">λ, the weight decay; 0 for none.</param>
public readonly struct AdaGradUpdate<T>(T rate, T epsilon, T decay) : IUpdateWithState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V state)
        where V : struct, IVector<V, T>
    {
        V slope = V.MultiplyAdd(V.Create(decay), w, g);
        state = V.MultiplyAdd(slope, slope, state);
        w -= V.Create(rate) * slope / (V.Sqrt(state) + V.Create(epsilon));
    }
}
