using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Elementwise;

/// <summary>scale · x + shift.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct Affine<T>(T scale, T shift) : IMap<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, IVector<V, T> => V.MultiplyAdd(V.Create(scale), x, V.Create(shift));
}
