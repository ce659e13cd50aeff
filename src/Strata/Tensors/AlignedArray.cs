using System.Runtime.InteropServices;

namespace Strata.Tensors;

/// <summary>Pinned arrays, used from a multiple of 64 bytes on, a line of the cache and the widest register: elsewhere every register that is read or written there spans two lines.</summary>
internal static class AlignedArray
{
    /// <summary>Multiples of so many bytes.</summary>
    public const int Alignment = 64;

    // What is longer the garbage collector keeps apart from the young, pinned or not.
    private const int LargeBytes = 85_000;

    /// <summary>Memory for so many elements, for the garbage collector to take back: aligned if there are so many that it does not make a difference to it.</summary>
    public static ArraySegment<T> Allocate<T>(int length, bool clear)
        where T : unmanaged
    {
        if ((long)length * DTypeExtensions.Of<T>().Size() < LargeBytes || length > Array.MaxLength - Alignment)
        {
            return new(clear ? new T[length] : GC.AllocateUninitializedArray<T>(length));
        }
        ArraySegment<T> piece = Pinned<T>(length);
        if (clear)
        {
            piece.AsSpan().Clear();
        }
        return piece;
    }

    /// <summary>So many elements with arbitrary contents, in a pinned array of their own, from the first multiple on.</summary>
    public static ArraySegment<T> Pinned<T>(int length)
        where T : unmanaged
        => Aligned(GC.AllocateUninitializedArray<T>(length + (Alignment / DTypeExtensions.Of<T>().Size()), pinned: true), length);

    /// <summary>So many elements of a pinned array, from the first multiple on.</summary>
    public static ArraySegment<T> Aligned<T>(T[] pinned, int length)
        where T : unmanaged
        => new(pinned, First(pinned, DTypeExtensions.Of<T>().Size()), length);

    /// <summary>The first element of a pinned array that lies at a multiple.</summary>
    public static int First(Array pinned, int elementSize) => (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0) & (Alignment - 1)) / elementSize;
}
