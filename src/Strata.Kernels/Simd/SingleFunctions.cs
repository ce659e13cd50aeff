using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Kernels.Simd;

/// <summary>
/// Functions in float32, of float32 arithmetic alone; the polynomials are those of Moshier's Cephes library. The runtime's own are compiled twice, the first time without fused multiplication and
/// addition, so that their last bit depends on how often they have been called. These are made part of the loop that uses them: as a call for every register, by way of memory, they took up to twice as long,
/// depending on where the stack was. A method that has several of them is longer than what the compiler inlines: it is cut into loops of one or two.
/// </summary>
internal static unsafe class SingleFunctions
{
    private const float Least = -104, Most = 89; // beyond which e^x is 0 and ∞ anyway
    private const float LargestAngle = 8192;     // up to which a quadrant's number times π / 2 is exact enough
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>
    /// e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2, where a polynomial does. Within 1.5 units in the last place; subnormal results, infinities and NaN are right.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
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

    /// <summary>
    /// ln x = n ln 2 + ln(1 + r) with √½ ≤ 1 + r &lt; √2. Within 1.5 units in the last place; -∞ of zero, NaN of negative numbers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V zero = default, one = Constant<V, T>(1), half = Constant<V, T>(0.5f);
        V isSubnormal = V.GreaterThan(Constant<V, T>(SmallestNormal), x);
        V m = V.Select(isSubnormal, x * Constant<V, T>(1 << 23), x);
        V n = V.Exponent(m);
        m = V.ScaleB(m, -n);
        n -= V.Select(isSubnormal, Constant<V, T>(23), zero);
        V isLarge = V.GreaterThan(m, Constant<V, T>(1.41421356f));
        n += V.Select(isLarge, one, zero);
        V r = V.Select(isLarge, m * half, m) - one, square = r * r;
        V p = V.MultiplyAdd(Constant<V, T>(7.0376836292e-2f), r, Constant<V, T>(-1.1514610310e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(1.1676998740e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(-1.2420140846e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(1.4249322787e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(-1.6668057665e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(2.0000714765e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(-2.4999993993e-1f));
        p = V.MultiplyAdd(p, r, Constant<V, T>(3.3333331174e-1f));
        // The small parts first; ln 2 in two, as above.
        V y = V.MultiplyAdd(n, Constant<V, T>(-2.12194440e-4f), p * square * r);
        y = V.MultiplyAdd(n, Constant<V, T>(0.693359375f), V.MultiplyAdd(-half, square, y) + r);
        V infinity = Constant<V, T>(float.PositiveInfinity);
        y = V.Select(V.Equal(x, infinity), infinity, y);
        y = V.Select(V.Equal(x, zero), -infinity, y);
        return V.Select(V.GreaterThan(zero, x), Constant<V, T>(float.NaN), V.Select(V.Equal(x, x), y, x));
    }

    /// <summary>sin x, within 1.5 units in the last place, or 1e-7 near its zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V r = Reduced<V, T>(x, out V quadrant);
        V y = V.Select(IsOdd<V, T>(quadrant), Cosine<V, T>(r), Sine<V, T>(r));
        y = V.Select(V.GreaterThan(quadrant, Constant<V, T>(1.5f)), -y, y);
        return HasLargeAngles<V, T>(x, out V isLarge) ? V.Select(isLarge, LanewiseFunctions.Sin<V, T>(x), y) : y;
    }

    /// <summary>cos x, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<V, T>(V x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V r = Reduced<V, T>(x, out V quadrant);
        V y = V.Select(IsOdd<V, T>(quadrant), Sine<V, T>(r), Cosine<V, T>(r));
        y = V.Select(V.GreaterThan(Constant<V, T>(1), V.Abs(quadrant - Constant<V, T>(1.5f))), -y, y);
        return HasLargeAngles<V, T>(x, out V isLarge) ? V.Select(isLarge, LanewiseFunctions.Cos<V, T>(x), y) : y;
    }

    // Which angles are beyond the reduction. What a lane gives must not depend on its neighbours: beside the last elements of a row may lie anything.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasLargeAngles<V, T>(V x, out V isLarge)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        isLarge = V.GreaterThan(V.Abs(x), Constant<V, T>(LargestAngle));
        return V.Sum(V.Select(isLarge, Constant<V, T>(1), default)) > T.Zero;
    }

    // What is left of x beside the nearest multiple of π / 2, and the number of that multiple from 0 to 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduced<V, T>(V x, out V quadrant)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V n = V.Round(x * Constant<V, T>(0.636619772f));
        quadrant = V.MultiplyAdd(Constant<V, T>(-4), V.Round(V.MultiplyAdd(Constant<V, T>(0.25f), n, Constant<V, T>(-0.375f))), n);
        V r = V.MultiplyAdd(n, Constant<V, T>(-1.5703125f), x);
        r = V.MultiplyAdd(n, Constant<V, T>(-4.837512969970703e-4f), r);
        return V.MultiplyAdd(n, Constant<V, T>(-7.54978995489188e-8f), r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V IsOdd<V, T>(V quadrant)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => V.Equal(V.Abs(quadrant - Constant<V, T>(2)), Constant<V, T>(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sine<V, T>(V r)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V square = r * r;
        V p = V.MultiplyAdd(Constant<V, T>(-1.9515295891e-4f), square, Constant<V, T>(8.3321608736e-3f));
        p = V.MultiplyAdd(p, square, Constant<V, T>(-1.6666654611e-1f));
        return V.MultiplyAdd(p * square, r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Cosine<V, T>(V r)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        V square = r * r;
        V p = V.MultiplyAdd(Constant<V, T>(2.443315711809948e-5f), square, Constant<V, T>(-1.388731625493765e-3f));
        p = V.MultiplyAdd(p, square, Constant<V, T>(4.166664568298827e-2f));
        return V.MultiplyAdd(p * square, square, V.MultiplyAdd(Constant<V, T>(-0.5f), square, Constant<V, T>(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<V, T>(float value)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => V.Create(Unsafe.As<float, T>(ref value));
}
