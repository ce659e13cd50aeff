using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>-x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Negate<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => -x;
}

/// <summary>|x|.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Abs<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Abs(x);
}

/// <summary>1 for x &gt; 0, -1 for x &lt; 0; zero and NaN stay as they are.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Sign<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T>
    {
        V zero = V.Create(T.Zero);
        return V.Select(V.GreaterThan(x, zero), V.Create(T.One), V.Select(V.GreaterThan(zero, x), V.Create(-T.One), x));
    }
}

/// <summary>x².</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Square<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => x * x;
}

/// <summary>√x; NaN for negative x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Sqrt<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Sqrt(x);
}

/// <summary>1 / x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Reciprocal<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Create(T.One) / x;
}

/// <summary>eˣ.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Exp<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Exp(x);
}

/// <summary>ln x; -∞ for 0, NaN for negative x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Log<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Log(x);
}

/// <summary>sin x, x in radians.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Sin<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Sin(x);
}

/// <summary>cos x, x in radians.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Cos<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Cos(x);
}

/// <summary>x, but not below low and not above high; NaN stays.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="low">The smallest result.</param>
/// <param name="high">The largest result, not below <paramref name="low"/>.</param>
public readonly struct Clamp<T>(T low, T high) : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Min(V.Max(x, V.Create(low)), V.Create(high));
}
