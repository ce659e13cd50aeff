using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>a + b.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Add<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => a + b;
}

/// <summary>a - b.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Subtract<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => a - b;
}

/// <summary>a · b.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Multiply<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => a * b;
}

/// <summary>a / b.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Divide<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => a / b;
}

/// <summary>The smaller of a and b; NaN if either is.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Minimum<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => V.Min(a, b);
}

/// <summary>The larger of a and b; NaN if either is.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Maximum<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T> => V.Max(a, b);
}

/// <summary>a · b + c.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct MultiplyAdd<T> : IZip3<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V a, V b, V c)
        where V : struct, IVector<V, T> => V.MultiplyAdd(a, b, c);
}

/// <summary>a to the power of b, with the rules of <see cref="IPowerFunctions{T}.Pow"/>. An element at a time: exact rather than fast.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly unsafe struct Power<T> : IZip<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(Compiled.Alone)]
    public V Invoke<V>(V a, V b)
        where V : struct, IVector<V, T>
    {
        T* bases = stackalloc T[V.Count];
        T* exponents = stackalloc T[V.Count];
        a.Store(bases);
        b.Store(exponents);
        for (int i = 0; i < V.Count; i++)
        {
            bases[i] = T.Pow(bases[i], exponents[i]);
        }
        return V.Load(bases);
    }
}
