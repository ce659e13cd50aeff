using System.Numerics;

namespace Strata.Tensors;

/// <summary>Memory that scopes hand back and take out again: pinned arrays by size class, four classes to each power of two, and large pieces of an <see cref="Arena"/>.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal static class BufferPool<T>
    where T : unmanaged
{
    private const int SmallestLog2 = 4;
    private const int LargestLog2 = 16;
    private const int ClassesPerOctave = 4;
    private static readonly Stack<T[]>[] s_classes = [.. Enumerable.Range(0, ((LargestLog2 - SmallestLog2) * ClassesPerOctave) + 1).Select(_ => new Stack<T[]>())];
    private static readonly Arena s_large = new(DTypeExtensions.Of<T>().Size(), static length => GC.AllocateUninitializedArray<T>(length, pinned: true));

    /// <summary>So many elements with arbitrary contents.</summary>
    public static ArraySegment<T> Rent(int length)
    {
        if (IsLarge(length))
        {
            return s_large.Rent(length, out int start) is { } region ? new ArraySegment<T>((T[])region, start, length) : AlignedArray.Allocate<T>(length, clear: false);
        }
        int size = SizeOf(length, out int sizeClass);
        Stack<T[]> free = s_classes[sizeClass];
        lock (free)
        {
            if (free.TryPop(out T[]? array))
            {
                BufferPool.Retained(-array.LongLength * DTypeExtensions.Of<T>().Size());
                return AlignedArray.Aligned(array, length);
            }
        }
        return AlignedArray.Pinned<T>(size)[..length];
    }

    /// <summary>Takes back what <see cref="Rent"/> gave out.</summary>
    public static void Return(ArraySegment<T> piece)
    {
        if (IsLarge(piece.Count))
        {
            s_large.Return(piece.Array, piece.Offset, piece.Count);
            return;
        }
        T[] array = piece.Array!;
        SizeOf(piece.Count, out int sizeClass);
        if (!BufferPool.Retained(array.LongLength * DTypeExtensions.Of<T>().Size()))
        {
            return;
        }
        Stack<T[]> free = s_classes[sizeClass];
        lock (free)
        {
            free.Push(array);
        }
    }

    /// <summary>Whether so many elements are a piece of a longer array, which must come back, if there was room; otherwise they have an array of their own.</summary>
    public static bool IsLarge(int length) => length > 1 << LargestLog2;

    private static int SizeOf(int length, out int sizeClass)
    {
        if (length <= 1 << SmallestLog2)
        {
            sizeClass = 0;
            return 1 << SmallestLog2;
        }
        int log2 = BitOperations.Log2((uint)(length - 1)), step = (1 << log2) / ClassesPerOctave;
        int quarter = ((length - 1 - (1 << log2)) / step) + 1;
        sizeClass = ((log2 - SmallestLog2) * ClassesPerOctave) + quarter;
        return (1 << log2) + (quarter * step);
    }
}

/// <summary>How much memory the pools of all types keep, what is lent of their long arrays included.</summary>
internal static class BufferPool
{
    private static readonly long s_limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
    private static long s_bytes;

    /// <summary>Counts bytes in or out; false, and nothing counted, when the pools would hold more than a quarter of the memory.</summary>
    public static bool Retained(long bytes)
    {
        if (Interlocked.Add(ref s_bytes, bytes) <= s_limit)
        {
            return true;
        }
        Interlocked.Add(ref s_bytes, -bytes);
        return false;
    }
}
