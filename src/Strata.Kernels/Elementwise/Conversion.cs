using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>From one element type to another. Empty spans are fine; the spans must not overlap.</summary>
public static class Conversion
{
    /// <summary>
    /// y[i] = (TTo)x[i]. From a floating-point number to an integer the fraction is cut off, values out of range become the nearest
    /// integer there is, and NaN becomes 0; a wider integer loses its upper bits.
    /// </summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        Require.Length(y.Length, x.Length, nameof(y));
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = TTo.CreateTruncating(x[i]);
        }
    }

    /// <summary>y[i] = 1 where x[i], elsewhere 0.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void FromBool<T>(ReadOnlySpan<bool> x, Span<T> y)
        where T : unmanaged, INumberBase<T>
    {
        Require.Length(y.Length, x.Length, nameof(y));
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] ? T.One : T.Zero;
        }
    }

    /// <summary>y[i] = (x[i] ≠ 0); NaN is true.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void ToBool<T>(ReadOnlySpan<T> x, Span<bool> y)
        where T : unmanaged, INumberBase<T>
    {
        Require.Length(y.Length, x.Length, nameof(y));
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = !T.IsZero(x[i]);
        }
    }
}
