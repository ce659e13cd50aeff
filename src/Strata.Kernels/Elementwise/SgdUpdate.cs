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
