using System.Numerics;
using System.Runtime.CompilerServices;

namespace Strata.Kernels.Gemm;

/// <summary>A short run of elements: a piece of a row of a tile.</summary>
internal static unsafe class Row
{
    /// <summary>target (+)= source. Too short to be worth more than the portable vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(T* source, T* target, int count, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i + Vector<T>.Count <= count; i += Vector<T>.Count)
        {
            Vector<T> value = Vector.Load(source + i);
            (accumulate ? value + Vector.Load(target + i) : value).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] = accumulate ? target[i] + source[i] : source[i];
        }
    }
}
