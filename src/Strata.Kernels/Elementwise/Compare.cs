using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>Element-wise comparisons and the choice by their result. Comparisons with NaN are false. Empty spans are fine.</summary>
public static class Compare
{
    /// <summary>y[i] = a[i] &gt; b[i].</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void Greater<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y)
        where T : unmanaged, INumber<T>
    {
        RequireEqual(a.Length, b.Length, y.Length);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] > b[i];
        }
    }

    /// <summary>y[i] = a[i] &lt; b[i].</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Less<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y)
        where T : unmanaged, INumber<T>
        => Greater(b, a, y);

    /// <summary>y[i] = (a[i] = b[i]).</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void Equal<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y)
        where T : unmanaged, INumber<T>
    {
        RequireEqual(a.Length, b.Length, y.Length);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] == b[i];
        }
    }

    /// <summary>y[i] = mask[i] ? a[i] : b[i]. y may be the same span as a or b.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    [MethodImpl(Compiled.Alone)]
    public static void Select<T>(ReadOnlySpan<bool> mask, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged
    {
        Require.Length(mask.Length, y.Length, nameof(mask));
        RequireEqual(a.Length, b.Length, y.Length);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = mask[i] ? a[i] : b[i];
        }
    }

    private static void RequireEqual(int a, int b, int y)
    {
        Require.Length(b, a, nameof(b));
        Require.Length(y, a, nameof(y));
    }
}
