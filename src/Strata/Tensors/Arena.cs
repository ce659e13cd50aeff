using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Strata.Tensors;

/// <summary>
/// Large pieces of memory, cut from a few long arrays (best fit) and joined again when they come back: what a training step used for values of one size, it uses for gradients of
/// another. Pieces begin at multiples of 64 bytes.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class Arena<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private const long SmallestRegion = 4 << 20; // bytes
    private readonly List<Region> _regions = [];
    private long _elements;

    private static int Unit => Alignment / Unsafe.SizeOf<T>();

    /// <summary>So many elements with arbitrary contents. Where there is no more room they belong to the garbage collector.</summary>
    public ArraySegment<T> Rent(int length)
    {
        int size = Rounded(length);
        lock (_regions)
        {
            (Region? best, int place, int leftOver) = (null, 0, int.MaxValue);
            foreach (Region region in _regions)
            {
                int fittest = region.Fittest(size);
                if (fittest >= 0 && region.Free[fittest].Length - size < leftOver)
                {
                    (best, place, leftOver) = (region, fittest, region.Free[fittest].Length - size);
                }
            }
            if (best is null && (best = Grow(size)) is null)
            {
                return GC.AllocateUninitializedArray<T>(length);
            }
            return new(best.Array, best.Take(place, size), length);
        }
    }

    /// <summary>Takes back a piece that <see cref="Rent"/> gave out.</summary>
    public void Return(ArraySegment<T> piece)
    {
        lock (_regions)
        {
            foreach (Region region in _regions)
            {
                if (region.Array == piece.Array)
                {
                    region.Put(piece.Offset, Rounded(piece.Count));
                }
            }
        }
    }

    private static int Rounded(int length) => (int)Math.Min(((length + (long)Unit - 1) / Unit) * Unit, Array.MaxLength);

    // Half as much again as there is. What nobody has written to takes no memory yet.
    private Region? Grow(int size)
    {
        long length = Math.Min(Math.Max(size, Math.Max(SmallestRegion / Unsafe.SizeOf<T>(), _elements / 2)) + Unit, Array.MaxLength);
        if (length < size + Unit || !BufferPool.Retained(length * Unsafe.SizeOf<T>()))
        {
            return null;
        }
        var region = new Region((int)length);
        _regions.Add(region);
        _elements += length;
        return region;
    }

    private sealed class Region
    {
        public Region(int length)
        {
            Array = GC.AllocateUninitializedArray<T>(length, pinned: true);
            int start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(Array, 0) & (Alignment - 1)) / Unsafe.SizeOf<T>();
            Free.Add((start, (length - start) / Unit * Unit));
        }

        public T[] Array { get; }

        /// <summary>What nobody has, in the order in which it lies; no two pieces touch.</summary>
        public List<(int Start, int Length)> Free { get; } = [];

        /// <summary>The place of the shortest piece that is long enough; -1 for none.</summary>
        public int Fittest(int size)
        {
            int best = -1;
            for (int i = 0; i < Free.Count; i++)
            {
                if (Free[i].Length >= size && (best < 0 || Free[i].Length < Free[best].Length))
                {
                    best = i;
                }
            }
            return best;
        }

        public int Take(int place, int size)
        {
            (int start, int length) = Free[place];
            if (length == size)
            {
                Free.RemoveAt(place);
            }
            else
            {
                Free[place] = (start + size, length - size);
            }
            return start;
        }

        public void Put(int start, int length)
        {
            int after = 0;
            while (after < Free.Count && Free[after].Start < start)
            {
                after++;
            }
            if (after < Free.Count && Free[after].Start == start + length)
            {
                length += Free[after].Length;
                Free.RemoveAt(after);
            }
            if (after > 0 && Free[after - 1] is var before && before.Start + before.Length == start)
            {
                Free[after - 1] = (before.Start, before.Length + length);
            }
            else
            {
                Free.Insert(after, (start, length));
            }
        }
    }
}
