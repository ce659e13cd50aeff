using System.Numerics;

namespace Strata.Tensors;

/// <summary>Arrays that scopes hand back and take out again, by size class: four classes to each power of two.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal static class BufferPool<T>
    where T : unmanaged
{
    private const int SmallestLog2 = 4;
    private const int ClassesPerOctave = 4;
    private static readonly Stack<T[]>[] s_classes = [.. Enumerable.Range(0, 32 * ClassesPerOctave).Select(_ => new Stack<T[]>())];

    /// <summary>An array of at least <paramref name="length"/> elements with arbitrary contents.</summary>
    public static T[] Rent(int length)
    {
        int size = SizeOf(length, out int sizeClass);
        Stack<T[]> free = s_classes[sizeClass];
        lock (free)
        {
            if (free.TryPop(out T[]? array))
            {
                BufferPool.Retained(-array.LongLength * DTypeExtensions.Of<T>().Size());
                return array;
            }
        }
        return GC.AllocateUninitializedArray<T>(size);
    }

    /// <summary>Takes back an array that <see cref="Rent"/> gave out.</summary>
    public static void Return(T[] array)
    {
        SizeOf(array.Length, out int sizeClass);
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

    private static int SizeOf(int length, out int sizeClass)
    {
        if (length <= 1 << SmallestLog2)
        {
            sizeClass = 0;
            return 1 << SmallestLog2;
        }
        int log2 = BitOperations.Log2((uint)(length - 1));
        long step = (1L << log2) / ClassesPerOctave;
        int quarter = (int)((length - 1 - (1L << log2)) / step) + 1;
        sizeClass = ((log2 - SmallestLog2) * ClassesPerOctave) + quarter;
        return (int)Math.Min((1L << log2) + (quarter * step), Array.MaxLength);
    }
}

/// <summary>How much memory the pools of all types keep.</summary>
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
