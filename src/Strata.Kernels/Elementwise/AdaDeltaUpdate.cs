using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>
/// AdaDelta (Zeiler 2012, algorithm 1): g' = g + λ w; s = ρ s + (1 - ρ) g'²; d = g' √(u + ε) / √(s + ε); u = ρ u + (1 - ρ) d²; w -= η d. The first state
/// is s, the second u. The paper's rule has η = 1.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">η.</param>
/// <param name="rho">ρ, how much of the mean squares is kept.</param>
/// <param name="epsilon">ε.</param>
/// <param name="decay">λ, the weight decay; 0 for none.</param>
public readonly struct AdaDeltaUpdate<T>(T rate, T rho, T epsilon, T decay) : IUpdateWithTwoStates<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V first, ref V second)
        where V : struct, IVector<V, T>
    {
        V keep = V.Create(rho), rest = V.Create(T.One - rho), small = V.Create(epsilon);
        V slope = V.MultiplyAdd(V.Create(decay), w, g);
        first = V.MultiplyAdd(keep, first, rest * (slope * slope));
        V step = slope * V.Sqrt(second + small) / V.Sqrt(first + small);
        second = V.MultiplyAdd(keep, second, rest * (step * step));
        w -= V.Create(rate) * step;
    }
}
