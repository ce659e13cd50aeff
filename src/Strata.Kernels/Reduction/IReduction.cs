using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Elementwise;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Reduction;

/// <summary>A way to make one number of many: an associative and commutative function of two.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IReduction<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The result for no numbers at all, which changes nothing that it is combined with.</summary>
    T Neutral { get; }

    /// <summary>The function, of two single numbers.</summary>
    T Combine(T a, T b);
}

/// <summary>a + b.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Sum<T> : IReduction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public T Neutral => T.Zero;

    /// <inheritdoc/>
    public T Combine(T a, T b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => a + b;
}

/// <summary>The larger of a and b; NaN wins.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Largest<T> : IReduction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public T Neutral => T.NegativeInfinity;

    /// <inheritdoc/>
    public T Combine(T a, T b) => T.Max(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => V.Max(a, b);
}

/// <summary>The smaller of a and b; NaN wins.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Smallest<T> : IReduction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public T Neutral => T.PositiveInfinity;

    /// <inheritdoc/>
    public T Combine(T a, T b) => T.Min(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => V.Min(a, b);
}
