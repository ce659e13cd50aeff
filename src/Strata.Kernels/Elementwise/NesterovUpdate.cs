using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

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
