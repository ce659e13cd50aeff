using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Kernels.Simd;

/// <summary>
/// The exponential function in float32, of float32 arithmetic alone: e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2, where a polynomial does (the coefficients are those of
/// Moshier's Cephes library). Within 1.5 units in the last place; subnormal results, infinities and NaN are right.
/// </summary>
internal static class SingleExponential
{
    private const float Least = -104, Most = 89; // beyond which the result is 0 and ∞ anyway

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        x = V.Clamp(x, Constant<V, T>(Least), Constant<V, T>(Most));
        V n = V.Round(x * Constant<V, T>(1.44269504f));
        // ln 2 in two parts, the first of which has few bits, so that n times it is exact.
        V r = V.MultiplyAdd(n, Constant<V, T>(-0.693359375f), x);
        r = V.MultiplyAdd(n, Constant<V, T>(2.12194440e-4f), r);
        V p = V.MultiplyAdd(Constant<V, T>(1.9875691500e-4f), r, Constant<V, T>(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(5.0000001201e-1f));
        p = V.MultiplyAdd(p, r * r, r) + Constant<V, T>(1);
        return V.ScaleB(p, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<V, T>(float value)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => V.Create(Unsafe.As<float, T>(ref value));
}
