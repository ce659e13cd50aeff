using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Kernels.Simd;

/// <summary>Registers that may be only partly filled, as at the end of a row.</summary>
internal static unsafe class Lanes
{
    /// <summary>
    /// The first address in <paramref name="buffer"/> that begins a register: to write registers across the cache's lines takes twice as long. It comes before the V.Count-th element, so the buffer
    /// has that many too many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Align<T, V>(T* buffer)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        nuint last = (nuint)(V.Count * sizeof(T)) - 1;
        return (T*)(((nuint)buffer + last) & ~last);
    }

    /// <summary>Reads the first <paramref name="count"/> elements, at most a register of them; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<T, V>(T* x, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        => count >= V.Count ? V.Load(x) : V.LoadPartial(x, count);

    /// <summary>Writes the first <paramref name="count"/> elements, at most a register of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, V>(V value, T* y, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (count >= V.Count)
        {
            value.Store(y);
        }
        else
        {
            V.StorePartial(value, y, count);
        }
    }
}
