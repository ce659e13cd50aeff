using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>The logistic function, σ(x) = 1 / (1 + e⁻ˣ).</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Sigmoid<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Create(T.One) / (V.Create(T.One) + V.Exp(-x));
}

/// <summary>σ'(x) · dy = y (1 - y) dy, from the outgoing gradient dy and the value y = σ(x).</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct SigmoidGradient<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V dy, V y)
        where V : struct, IVector<V, T> => dy * (y * (V.Create(T.One) - y));
}

/// <summary>tanh x, to full relative accuracy near zero too.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Tanh<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T>
    {
        // |x| < 0.5: Lambert's continued fraction, x / (1 + x² / (3 + x² / (5 + … + x² / 13))). Beyond: (1 - e) / (1 + e), e = exp(-2|x|).
        V one = V.Create(T.One);
        V square = x * x;
        V above = Constant<V>(17325) + (square * (Constant<V>(378) + square));
        V below = Constant<V>(62370) + (square * (Constant<V>(3150) + (square * Constant<V>(28))));
        V size = V.Abs(x);
        V e = V.Exp(-(size + size));
        V large = V.Select(V.GreaterThan(V.Create(T.Zero), x), e - one, one - e);
        V isSmall = V.GreaterThan(V.Create(T.CreateTruncating(0.5)), size);
        return V.Select(isSmall, x * (Constant<V>(135135) + (square * above)), large) / V.Select(isSmall, Constant<V>(135135) + (square * below), one + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<V>(int value)
        where V : struct, IVector<V, T> => V.Create(T.CreateTruncating(value));
}

/// <summary>(1 - y²) dy, from the outgoing gradient dy and the value y = tanh x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct TanhGradient<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V dy, V y)
        where V : struct, IVector<V, T>
    {
        V one = V.Create(T.One);
        return dy * ((one - y) * (one + y));
    }
}

/// <summary>a · tanh(b x).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="a">The amplitude.</param>
/// <param name="b">The slope at zero is a · b.</param>
public readonly struct ScaledTanh<T>(T a, T b) : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>1.7159 tanh(2x/3), which maps ±1 to about ±1 (LeCun, Bottou, Orr and Müller 1998, section 4.4).</summary>
    public static ScaledTanh<T> LeCun => new(T.CreateTruncating(1.7159), T.CreateTruncating(2.0 / 3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Create(a) * new Tanh<T>().Invoke(V.Create(b) * x);
}

/// <summary>b/a (a - y)(a + y) dy, from the outgoing gradient dy and the value y = a · tanh(b x).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="a">The amplitude.</param>
/// <param name="b">The slope at zero is a · b.</param>
public readonly struct ScaledTanhGradient<T>(T a, T b) : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The gradient of <see cref="ScaledTanh{T}.LeCun"/>.</summary>
    public static ScaledTanhGradient<T> LeCun => new(T.CreateTruncating(1.7159), T.CreateTruncating(2.0 / 3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V dy, V y)
        where V : struct, IVector<V, T> => dy * (V.Create(b / a) * ((V.Create(a) - y) * (V.Create(a) + y)));
}

/// <summary>max(x, 0).</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Relu<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Max(V.Create(T.Zero), x);
}

/// <summary>max(a + b, 0).</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct ReluOfSum<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => new Relu<T>().Invoke(a + b);
}

/// <summary>dy where x &gt; 0, elsewhere 0. The value y = max(x, 0) does as well as x.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct ReluGradient<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V dy, V x)
        where V : struct, IVector<V, T> => V.Select(V.GreaterThan(x, V.Create(T.Zero)), dy, V.Create(T.Zero));
}

/// <summary>x where x &gt; 0, elsewhere slope · x.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="slope">The slope for negative x.</param>
public readonly struct LeakyRelu<T>(T slope) : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.Select(V.GreaterThan(x, V.Create(T.Zero)), x, V.Create(slope) * x);
}

/// <summary>dy where x &gt; 0, elsewhere slope · dy.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="slope">The slope for negative x.</param>
public readonly struct LeakyReluGradient<T>(T slope) : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V dy, V x)
        where V : struct, IVector<V, T> => V.Select(V.GreaterThan(x, V.Create(T.Zero)), dy, V.Create(slope) * dy);
}

/// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^-|x|).</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Softplus<T> : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T>
    {
        // ln(1 + z) = ln(u) · z / (u - 1) with u = fl(1 + z): the error of u cancels (Kahan).
        V one = V.Create(T.One);
        V z = V.Exp(-V.Abs(x));
        V u = one + z;
        V tail = V.Select(V.Equal(u, one), z, V.Log(u) * (z / (u - one)));
        return V.Max(x, V.Create(T.Zero)) + tail;
    }
}

/// <summary>σ(x) dy.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct SoftplusGradient<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V dy, V x)
        where V : struct, IVector<V, T> => dy * new Sigmoid<T>().Invoke(x);
}
