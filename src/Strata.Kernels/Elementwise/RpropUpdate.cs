using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>
/// Resilient propagation (Riedmiller and Braun 1993) in the form without backtracking (Igel and Hüsken 2000, iRprop⁻): each weight has a step size d of
/// its own. It grows to η⁺ d where the gradient g kept its sign and shrinks to η⁻ d where it changed it, within limits; where it changed, g = 0 this time.
/// w -= d sign(g). The first state is the last g, the second d; a d of zero is one that has not been set, and becomes the rate.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rate">The first d.</param>
/// <param name="shrink">η⁻, usually 0.5.</param>
/// <param name="grow">η⁺, usually 1.2.</param>
/// <param name="least">The smallest d, above zero.</param>
/// <param name="most">The largest d.</param>
public readonly struct RpropUpdate<T>(T rate, T shrink, T grow, T least, T most) : IUpdateWithTwoStates<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<V>(ref V w, V g, ref V first, ref V second)
        where V : struct, IVector<V, T>
    {
        V zero = V.Create(T.Zero), one = V.Create(T.One);
        V agreement = Sign(g) * Sign(first); // the signs, since the product of two small gradients may be rounded to zero
        V changed = V.GreaterThan(zero, agreement);
        V size = V.Select(V.Equal(second, zero), V.Create(rate), second);
        V factor = V.Select(changed, V.Create(shrink), V.Select(V.GreaterThan(agreement, zero), V.Create(grow), one));
        second = V.Min(V.Max(size * factor, V.Create(least)), V.Create(most));
        first = V.Select(changed, zero, g);
        w -= second * Sign(first);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V Sign(V x)
        {
            V zero = V.Create(T.Zero), one = V.Create(T.One);
            return V.Select(V.GreaterThan(x, zero), one, V.Select(V.GreaterThan(zero, x), -one, zero));
        }
    }
}
